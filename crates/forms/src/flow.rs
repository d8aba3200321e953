//! Blocks stacked over pages.
//!
//! Must not know what the blocks mean. Invariants: no mark of a block stands below the body of its page; a block that is kept together
//! is divided only when it is higher than a whole page; a closing block has the end of the block before it on its page, unless both
//! together are higher than a page; a heading has the beginning of what it names on its page; of a table no row goes to another page alone where
//! two can; placing always ends.

use std::collections::VecDeque;

use crate::layout::{Mark, Page};
use crate::paper::Frame;
use crate::paragraph::{Line, Paragraph};
use crate::rules::Rules;
use crate::table::{Band, SetTable, Table};
use crate::text::Typesetter;

const SLACK: f64 = 0.01;

/// What comes along with a closing block when a row must be cut for it, pt: about two lines.
const LEAST_END: f64 = 30.0;

/// A row at most this part of a page is moved whole to a closing block rather than cut.
const MOVED_WHOLE: f64 = 0.35;

/// A head higher than this part of a page is not repeated; where a short one can stand for it, this part is smaller.
const HIGHEST_HEAD: f64 = 0.5;
const HIGHEST_LONG_HEAD: f64 = 0.3;

/// A table at most this part of a page is not divided.
const SHORT_TABLE: f64 = 0.25;

/// A band higher than this part of a page is cut rather than leave so much of a page empty.
const CUT_BEYOND: f64 = 0.5;

/// Something that takes height.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A paragraph over the whole width.
    Paragraph(Paragraph),
    /// A paragraph that is never the last on a page while another block follows.
    Heading(Paragraph),
    /// White space, pt; vanishes at the top of a page.
    Gap(f64),
    /// A table.
    Table(Table),
    /// What follows begins a page.
    PageBreak,
    /// Blocks that stay on one page if one page can hold them.
    Together(Vec<Block>),
    /// Blocks that stay together and never stand on a page alone: the end of the block before comes along.
    Closing(Vec<Block>),
}

#[derive(Debug)]
enum SetBlock {
    Lines(Vec<Line>),
    /// A heading that waits for what it names.
    Heading(Vec<Line>),
    /// A heading and what it names.
    Headed(Vec<Line>, Box<SetBlock>),
    Gap(f64),
    Table(Box<SetTable>),
    PageBreak,
    Together(Vec<SetBlock>),
}

impl SetBlock {
    fn height(&self) -> f64 {
        match self {
            Self::Lines(lines) | Self::Heading(lines) => height_of(lines),
            Self::Headed(lines, block) => height_of(lines) + block.height(),
            Self::Gap(height) => *height,
            Self::Table(table) => table.height(),
            Self::PageBreak => 0.0,
            Self::Together(blocks) => blocks.iter().map(Self::height).sum(),
        }
    }
}

fn height_of(lines: &[Line]) -> f64 {
    lines.iter().map(|line| line.height).sum()
}

/// Pages being filled.
#[derive(Debug)]
pub struct Flow<'t> {
    frame: Frame,
    typesetter: &'t mut Typesetter,
    pages: Vec<Page>,
    y: f64,
    /// How much of the usual white room there is between blocks and in cells, 1 is all.
    air: f64,
    /// Set and not yet placed, because the next block may be a closing one.
    waiting: Option<SetBlock>,
    /// What stays free below the waiting block, pt.
    below: f64,
}

impl<'t> Flow<'t> {
    /// Begins the first page.
    pub fn new(frame: Frame, typesetter: &'t mut Typesetter) -> Self {
        let mut flow =
            Self { frame, typesetter, pages: Vec::new(), y: frame.top, air: 1.0, waiting: None, below: 0.0 };
        flow.turn_page();
        flow
    }

    /// With that part of the usual white room between blocks and in cells.
    #[must_use]
    pub fn with_air(mut self, air: f64) -> Self {
        self.air = air;
        self
    }

    /// Width of the body, pt.
    #[must_use]
    pub fn width(&self) -> f64 {
        self.frame.width()
    }

    /// Puts a block after what is there.
    pub fn add(&mut self, block: &Block) {
        self.add_above(block, 0.0);
    }

    /// The same with that many pt free below the block on its page.
    pub fn add_above(&mut self, block: &Block, below: f64) {
        let set = self.set(block);
        let following = match block {
            Block::Closing(_) => set.height() + below,
            Block::Paragraph(_)
            | Block::Heading(_)
            | Block::Gap(_)
            | Block::Table(_)
            | Block::PageBreak
            | Block::Together(_) => 0.0,
        };
        match self.waiting.take() {
            Some(SetBlock::Heading(lines)) if following == 0.0 => self.waiting = Some(head(lines, set)),
            Some(waiting) => {
                self.place(waiting, following);
                self.waiting = Some(set);
            }
            None => self.waiting = Some(set),
        }
        self.below = below;
    }

    /// The pages, at least one.
    #[must_use]
    pub fn finish(self) -> Vec<Page> {
        self.finish_counting().0
    }

    /// The pages, and how far down the last one is filled, pt from its upper edge.
    #[must_use]
    pub fn finish_counting(mut self) -> (Vec<Page>, f64) {
        if let Some(waiting) = self.waiting.take() {
            self.place(waiting, self.below);
        }
        (self.pages, self.y)
    }

    fn set(&mut self, block: &Block) -> SetBlock {
        match block {
            Block::Paragraph(paragraph) => {
                SetBlock::Lines(paragraph.set(self.frame.width(), self.typesetter))
            }
            Block::Heading(paragraph) => {
                SetBlock::Heading(paragraph.set(self.frame.width(), self.typesetter))
            }
            Block::Gap(height) => SetBlock::Gap(*height * self.air),
            Block::Table(table) => SetBlock::Table(Box::new(SetTable::set(
                table,
                self.frame.height(),
                self.air,
                self.typesetter,
            ))),
            Block::PageBreak => SetBlock::PageBreak,
            Block::Together(blocks) | Block::Closing(blocks) => {
                SetBlock::Together(blocks.iter().map(|block| self.set(block)).collect())
            }
        }
    }

    /// Places a block whose end must have `following` pt below it on the same page.
    fn place(&mut self, block: SetBlock, following: f64) {
        // What no page could hold beside a line binds nothing.
        let following = if following + LEAST_END > self.frame.height() { 0.0 } else { following };
        match block {
            SetBlock::Lines(lines) | SetBlock::Heading(lines) => self.place_lines(lines, 0, following),
            SetBlock::Headed(lines, block) => self.place_headed(lines, *block, following),
            SetBlock::Gap(height) => {
                if !self.is_at_top() {
                    self.y = (self.y + height).min(self.frame.bottom);
                }
            }
            SetBlock::Table(table) => self.place_table(*table, following),
            SetBlock::PageBreak => {
                if !self.is_at_top() {
                    self.turn_page();
                }
            }
            SetBlock::Together(blocks) => self.place_together(blocks, following),
        }
    }

    fn place_together(&mut self, blocks: Vec<SetBlock>, following: f64) {
        let mut rest = following + blocks.iter().map(SetBlock::height).sum::<f64>();
        let fits_a_page = rest <= self.frame.height() + SLACK;
        if rest > self.room() + SLACK && fits_a_page {
            self.turn_page();
        }
        let last = blocks.len().saturating_sub(1);
        for (index, block) in blocks.into_iter().enumerate() {
            rest -= block.height();
            // What is higher than a page parts, but not before its end alone.
            let is_tied = index == last || !fits_a_page;
            self.place(block, if is_tied { rest.max(0.0) } else { 0.0 });
        }
    }

    fn place_headed(&mut self, mut heading: Vec<Line>, block: SetBlock, following: f64) {
        match block {
            SetBlock::Lines(lines) => {
                let lead = heading.len();
                heading.extend(lines);
                self.place_lines(heading, lead, following);
            }
            SetBlock::Table(table) => {
                let room = self.room() - height_of(&heading);
                if !self.starts_within(&table, room, following) && !self.is_at_top() {
                    self.turn_page();
                }
                self.place_lines(heading, 0, 0.0);
                self.place_table(*table, following);
            }
            SetBlock::Together(mut blocks) => {
                blocks.insert(0, SetBlock::Lines(heading));
                self.place_together(blocks, following);
            }
            SetBlock::PageBreak | SetBlock::Gap(_) | SetBlock::Heading(_) | SetBlock::Headed(..) => {
                self.place_lines(heading, 0, 0.0);
                self.place(block, following);
            }
        }
    }

    /// The first two and the last two lines of a paragraph stay together; the first `lead` lines are a heading and stay with what follows.
    fn place_lines(&mut self, lines: Vec<Line>, lead: usize, following: f64) {
        let heights: Vec<f64> = lines.iter().map(|line| line.height).collect();
        let last = lines.len().saturating_sub(1);
        let is_tied = |index: usize| index < last && (index <= lead || index + 1 == last);
        let mut is_open = true;
        for (index, line) in lines.into_iter().enumerate() {
            if is_open {
                let end = (index..=last).find(|index| !is_tied(*index)).unwrap_or(last);
                let mut needed: f64 = heights[index..=end].iter().sum();
                if end == last {
                    needed += following;
                }
                let needed = if needed <= self.frame.height() { needed } else { heights[index] };
                if needed > self.room() + SLACK && !self.is_at_top() {
                    self.turn_page();
                }
            } else if heights[index] > self.room() + SLACK && !self.is_at_top() {
                // What is tied was higher than a page.
                self.turn_page();
            }
            is_open = !is_tied(index);
            let (left, top) = (self.frame.left, self.y);
            for mark in line.marks {
                self.mark(mark.moved(left, top));
            }
            self.y += line.height;
        }
    }

    fn place_table(&mut self, mut table: SetTable, following: f64) {
        let highest = if table.short_head.is_some() { HIGHEST_LONG_HEAD } else { HIGHEST_HEAD };
        let is_tall = table.head.as_ref().is_some_and(|head| head.height() > self.frame.height() * highest);
        if is_tall {
            // A head that leaves no room for rows is printed once, like a row; the short one comes again.
            table.bands.splice(0..0, table.head.take());
            table.head = table.short_head.take();
        }
        if !self.starts_within(&table, self.room(), following) && !self.is_at_top() {
            self.turn_page();
        }
        let mut rules = Rules::default();
        let mut queue = VecDeque::from(std::mem::take(&mut table.bands));
        if !is_tall {
            self.paint_head(&table, &mut rules);
        }
        let mut page_is_empty = true;
        while let Some(band) = queue.pop_front() {
            let bound = if queue.is_empty() { following } else { 0.0 };
            let fresh = self.fresh(&table) - band.under().map_or(0.0, Band::height);
            let division = if band.height() + bound > self.room() + SLACK {
                self.divide(band, bound, fresh, page_is_empty)
            } else if !page_is_empty && self.leaves_one_alone(&band, &queue, following, fresh) {
                Division::Moved(band)
            } else {
                Division::Whole(band)
            };
            match division {
                Division::Whole(band) => {
                    self.paint_band(&table, band, &mut rules);
                    page_is_empty = false;
                    continue;
                }
                Division::Parts(above, below) => {
                    self.paint_band(&table, above, &mut rules);
                    queue.push_front(below);
                }
                Division::Moved(band) => queue.push_front(band),
            }
            self.end_rules(&mut rules);
            self.turn_page();
            self.paint_head(&table, &mut rules);
            if let Some(again) = queue.front().and_then(Band::under).cloned() {
                self.paint_band(&table, again, &mut rules);
            }
            page_is_empty = true;
        }
        self.end_rules(&mut rules);
    }

    /// Whether painting `band` here would leave a last row that stands alone on the next page.
    fn leaves_one_alone(&self, band: &Band, queue: &VecDeque<Band>, following: f64, fresh: f64) -> bool {
        let (Some(last), 1) = (queue.front(), queue.len()) else { return false };
        let (height, room) = (band.height(), self.room() - band.height());
        let fits_here = last.height() + following <= room + SLACK;
        let both_fit_there = height + last.height() + following <= fresh + SLACK;
        if fits_here || !both_fit_there || height > fresh * MOVED_WHOLE {
            return false;
        }
        // Without anything below it the last row may be divided, or fits after all once its least height gives way.
        following > 0.0 || last.split(room, last.height() > fresh * CUT_BEYOND).is_none()
    }

    /// Room for bands on an empty page.
    fn fresh(&self, table: &SetTable) -> f64 {
        self.frame.height() - table.head.as_ref().map_or(0.0, Band::height)
    }

    /// Whether the head and a good beginning of a table go into `room`.
    fn starts_within(&self, table: &SetTable, room: f64, following: f64) -> bool {
        let whole = table.height();
        if whole <= self.frame.height() * SHORT_TABLE && whole + following > room + SLACK {
            return false;
        }
        let fresh = self.fresh(table);
        let room = room - (self.frame.height() - fresh);
        table.bands.first().is_none_or(|band| {
            let bound = if table.bands.len() == 1 { following } else { 0.0 };
            let fits_whole = band.height() + bound <= room + SLACK;
            let moves = bound > 0.0 && band.height() + bound <= fresh * MOVED_WHOLE + bound;
            fits_whole || (!moves && band.split(room, band.height() + bound > fresh * CUT_BEYOND).is_some())
        })
    }

    /// What happens to a band that, with the `bound` pt that must follow it, does not fit here.
    fn divide(&self, band: Band, bound: f64, fresh: f64, page_is_empty: bool) -> Division {
        let (height, room) = (band.height(), self.room());
        if bound > 0.0 && height <= room + SLACK {
            // It would fit here by itself; its end goes to the next page.
            let is_low = height <= fresh * MOVED_WHOLE && height + bound <= fresh + SLACK;
            if is_low && !page_is_empty {
                return Division::Moved(band);
            }
            let parts = band.split((height - LEAST_END).min(room), true);
            return match parts {
                Some((above, Some(below))) => Division::Parts(above, below),
                Some((_, None)) | None if page_is_empty || height + bound > fresh => Division::Whole(band),
                Some((_, None)) | None => Division::Moved(band),
            };
        }
        match band.split(room, height > fresh * CUT_BEYOND) {
            Some((above, Some(below))) => Division::Parts(above, below),
            Some((above, None)) => Division::Whole(above),
            // An empty page that cannot take a single line does not exist (see `Frame`); painting keeps the loop finite.
            None if page_is_empty && room + SLACK >= fresh => Division::Whole(band),
            None => Division::Moved(band),
        }
    }

    fn paint_head(&mut self, table: &SetTable, rules: &mut Rules) {
        if let Some(head) = &table.head {
            self.paint_band(table, head.clone(), rules);
        }
    }

    fn paint_band(&mut self, table: &SetTable, band: Band, rules: &mut Rules) {
        let height = band.height();
        for mark in table.paint(band, self.frame.left, self.y, rules) {
            self.mark(mark);
        }
        self.y += height;
    }

    fn end_rules(&mut self, rules: &mut Rules) {
        for mark in rules.take_marks() {
            self.mark(mark);
        }
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.marks.push(mark);
        }
    }

    fn turn_page(&mut self) {
        let (width, height) = (self.frame.page_width, self.frame.page_height);
        self.pages.push(Page { width, height, marks: Vec::new() });
        self.y = self.frame.top;
    }

    fn room(&self) -> f64 {
        self.frame.bottom - self.y
    }

    fn is_at_top(&self) -> bool {
        self.y <= self.frame.top + SLACK
    }
}

/// A heading with the block after it; a gap becomes part of the heading, and what no heading can name stands for itself.
fn head(mut heading: Vec<Line>, block: SetBlock) -> SetBlock {
    match block {
        SetBlock::Gap(height) => {
            heading.push(Line { height, marks: Vec::new() });
            SetBlock::Heading(heading)
        }
        SetBlock::Heading(lines) => {
            heading.extend(lines);
            SetBlock::Heading(heading)
        }
        block @ (SetBlock::Lines(_)
        | SetBlock::Headed(..)
        | SetBlock::Table(_)
        | SetBlock::PageBreak
        | SetBlock::Together(_)) => SetBlock::Headed(heading, Box::new(block)),
    }
}

enum Division {
    /// Goes here as it is.
    Whole(Band),
    /// The first part here, the second on the next page.
    Parts(Band, Band),
    /// Goes to the next page.
    Moved(Band),
}
