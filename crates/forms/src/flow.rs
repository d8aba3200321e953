//! Blocks stacked over pages.
//!
//! Must not know what the blocks mean. Invariants: no mark of a block stands below the body of its page; a block that is kept together
//! is divided only when it is higher than a whole page; placing always ends.

use std::collections::VecDeque;

use crate::layout::{BLACK, Mark, Page, PictureSlot};
use crate::paper::Frame;
use crate::rules::Rules;
use crate::table::{Band, SetTable, Table};
use crate::text::{Align, SetLine, Style, Typesetter};

const SLACK: f64 = 0.01;

/// Something that takes height.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A paragraph over the whole width.
    Text {
        /// The text; line ends in it are kept.
        text: String,
        /// How it is set.
        style: Style,
        /// Where its lines stand.
        align: Align,
    },
    /// White space, pt; vanishes at the top of a page.
    Gap(f64),
    /// A table.
    Table(Table),
    /// Places for pictures side by side: slot, width in pt, alignment.
    Pictures {
        /// Height of all, pt.
        height: f64,
        /// The places.
        places: Vec<(PictureSlot, f64, Align)>,
    },
    /// Blocks that stay on one page if one page can hold them.
    Together(Vec<Block>),
}

enum SetBlock {
    Lines { lines: Vec<SetLine>, style: Style, align: Align },
    Gap(f64),
    Table(SetTable),
    Pictures { height: f64, places: Vec<(PictureSlot, f64, Align)> },
    Together(Vec<SetBlock>),
}

impl SetBlock {
    fn height(&self) -> f64 {
        match self {
            Self::Lines { lines, style, .. } => lines.iter().map(|_| style.line_height()).sum(),
            Self::Gap(height) | Self::Pictures { height, .. } => *height,
            Self::Table(table) => table.height(),
            Self::Together(blocks) => blocks.iter().map(Self::height).sum(),
        }
    }
}

/// Pages being filled.
#[derive(Debug)]
pub struct Flow<'t> {
    frame: Frame,
    typesetter: &'t mut Typesetter,
    pages: Vec<Page>,
    y: f64,
}

impl<'t> Flow<'t> {
    /// Begins the first page.
    pub fn new(frame: Frame, typesetter: &'t mut Typesetter) -> Self {
        let mut flow = Self { frame, typesetter, pages: Vec::new(), y: frame.top };
        flow.turn_page();
        flow
    }

    /// Width of the body, pt.
    #[must_use]
    pub fn width(&self) -> f64 {
        self.frame.width()
    }

    /// Puts a block after what is there.
    pub fn add(&mut self, block: &Block) {
        let set = self.set(block);
        self.place(set);
    }

    /// The pages, at least one.
    #[must_use]
    pub fn finish(self) -> Vec<Page> {
        self.pages
    }

    fn set(&mut self, block: &Block) -> SetBlock {
        match block {
            Block::Text { text, style, align } => SetBlock::Lines {
                lines: self.typesetter.set_lines(text, *style, self.frame.width()),
                style: *style,
                align: *align,
            },
            Block::Gap(height) => SetBlock::Gap(*height),
            Block::Table(table) => {
                SetBlock::Table(SetTable::set(table, self.frame.height(), self.typesetter))
            }
            Block::Pictures { height, places } => {
                SetBlock::Pictures { height: *height, places: places.clone() }
            }
            Block::Together(blocks) => {
                SetBlock::Together(blocks.iter().map(|block| self.set(block)).collect())
            }
        }
    }

    fn place(&mut self, block: SetBlock) {
        match block {
            SetBlock::Lines { lines, style, align } => self.place_lines(lines, style, align),
            SetBlock::Gap(height) => {
                if !self.is_at_top() {
                    self.y = (self.y + height).min(self.frame.bottom);
                }
            }
            SetBlock::Table(table) => self.place_table(table),
            SetBlock::Pictures { height, places } => self.place_pictures(height, &places),
            SetBlock::Together(blocks) => {
                let height: f64 = blocks.iter().map(SetBlock::height).sum();
                if height > self.room() + SLACK && height <= self.frame.height() + SLACK {
                    self.turn_page();
                }
                for block in blocks {
                    self.place(block);
                }
            }
        }
    }

    fn place_lines(&mut self, lines: Vec<SetLine>, style: Style, align: Align) {
        for line in lines {
            if style.line_height() > self.room() + SLACK && !self.is_at_top() {
                self.turn_page();
            }
            let x = self.frame.left + align.shift(self.frame.width() - line.width);
            let y = self.y + self.typesetter.fonts().baseline(style);
            let (face, size) = (style.face, style.size);
            self.mark(Mark::Text { x, y, width: line.width, face, size, grey: BLACK, text: line.text });
            self.y += style.line_height();
        }
    }

    fn place_pictures(&mut self, height: f64, places: &[(PictureSlot, f64, Align)]) {
        if height > self.room() + SLACK && !self.is_at_top() {
            self.turn_page();
        }
        for (slot, width, align) in places {
            let x = self.frame.left + align.shift(self.frame.width() - width);
            let y = self.y;
            self.mark(Mark::Picture { slot: *slot, x, y, width: *width, height });
        }
        self.y += height;
    }

    fn place_table(&mut self, mut table: SetTable) {
        let mut rules = Rules::default();
        let head_height = table.head.as_ref().map_or(0.0, Band::height);
        let fresh = self.frame.height() - head_height;
        let mut queue = VecDeque::from(std::mem::take(&mut table.bands));
        let starts_here = queue.front().is_none_or(|band| {
            let room = self.room() - head_height;
            band.height() <= room + SLACK || band.split(room, band.height() > fresh).is_some()
        });
        if !starts_here && !self.is_at_top() {
            self.turn_page();
        }
        self.paint_head(&table, &mut rules);
        let mut page_is_empty = true;
        while let Some(band) = queue.pop_front() {
            if band.height() <= self.room() + SLACK {
                self.paint_band(&table, band, &mut rules);
                page_is_empty = false;
                continue;
            }
            let parts = band.split(self.room(), band.height() > fresh);
            match parts {
                Some((above, below)) => {
                    self.paint_band(&table, above, &mut rules);
                    let Some(below) = below else {
                        page_is_empty = false;
                        continue;
                    };
                    queue.push_front(below);
                }
                // An empty page that cannot take a single line does not exist (see `Frame`); painting keeps the loop finite.
                None if page_is_empty && self.room() + SLACK >= fresh => {
                    self.paint_band(&table, band, &mut rules);
                    continue;
                }
                None => queue.push_front(band),
            }
            self.end_rules(&mut rules);
            self.turn_page();
            self.paint_head(&table, &mut rules);
            page_is_empty = true;
        }
        self.end_rules(&mut rules);
    }

    fn paint_head(&mut self, table: &SetTable, rules: &mut Rules) {
        if let Some(head) = &table.head {
            self.paint_band(table, head.clone(), rules);
        }
    }

    fn paint_band(&mut self, table: &SetTable, band: Band, rules: &mut Rules) {
        let height = band.height();
        for mark in table.paint(band, self.frame.left, self.y, self.typesetter, rules) {
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
