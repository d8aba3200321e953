//! From the writes of a record to its document (`docs/journal.md`, *Merge*).
//!
//! [`fold`] is the definition, over all entries that touched a record. [`step`] is its shortcut for an entry that saw everything before it, which is what a
//! laptop writes nearly always; `tests/convergence.rs` holds them equal.

use crate::catalogue;
use crate::document::{Axis, Candidate, Document, Field, Late, Mark, RecordState};
use crate::id::RecordId;
use crate::lineage::{Position, View, saw};
use crate::payload::{MARK, Payload};
use crate::value::Value;

/// What one entry that counts wrote to one record.
#[derive(Debug, Clone)]
pub struct Touch<'a> {
    /// The entry's place.
    pub position: Position,
    /// What the entry saw.
    pub view: &'a View,
    /// Index in the payload, field, value; in order.
    pub writes: Vec<(u32, u32, &'a Value)>,
}

impl<'a> Touch<'a> {
    /// The touches of an entry, one for each record that it wrote, in order of first mention.
    #[must_use]
    pub fn list_of(position: Position, view: &'a View, payload: &'a Payload) -> Vec<((u32, RecordId), Self)> {
        let mut touches: Vec<((u32, RecordId), Self)> = Vec::new();
        for write in payload.writes() {
            let name = (write.kind, write.record);
            let place = (write.index, write.field, write.value);
            match touches.iter_mut().rev().find(|(other, _)| *other == name) {
                Some((_, touch)) => touch.writes.push(place),
                None => touches.push((name, Self { position, view, writes: vec![place] })),
            }
        }
        touches
    }

    /// Its marks that this release knows, the last one first.
    fn marks(&self) -> impl Iterator<Item = Mark> {
        self.writes.iter().rev().filter(|write| write.1 == MARK).filter_map(|write| Mark::find(write.2))
    }

    /// Its mark of an axis: the last one.
    fn mark(&self, axis: Axis) -> Option<Mark> {
        self.marks().find(|mark| mark.axis() == Some(axis))
    }

    /// Whether it closes or lifts on either axis: then what it writes is never late.
    fn acts_on_record(&self) -> bool {
        self.marks().any(|mark| mark.axis().is_some())
    }

    /// Whether it decides late writes that it saw.
    fn decides_late(&self) -> bool {
        self.mark(Axis::Stage) == Some(Mark::Closed) || self.marks().any(|mark| mark == Mark::Settled)
    }

    /// The last write to a field.
    fn find(&self, field: u32) -> Option<Candidate> {
        self.writes.iter().rev().find(|write| write.1 == field).map(|(index, _, value)| Candidate {
            position: self.position,
            index: *index,
            value: Value::clone(value),
        })
    }

    fn saw(&self, other: &Self) -> bool {
        saw(self.position, self.view, other.position)
    }

    fn list_fields(&self) -> Vec<u32> {
        let mut fields: Vec<_> =
            self.writes.iter().map(|write| write.1).filter(|field| *field != MARK).collect();
        fields.sort_unstable();
        fields.dedup();
        fields
    }
}

/// Adds up a record from all entries that count and touched it, in any order.
///
/// ```
/// use tilik_journal::fold::{Touch, fold};
/// use tilik_journal::{Position, RecordId, Value, View};
///
/// let (ours, theirs) = (Value::from("left"), Value::from("right"));
/// let view = View::default();
/// let touch = |line, value| Touch { position: Position { line, seq: 1 }, view: &view, writes: vec![(0, 3, value)] };
/// let document = fold(12, RecordId::person("1"), &[touch(0, &ours), touch(1, &theirs)]);
/// assert!(document.fields[&3].is_disputed());
/// ```
#[must_use]
pub fn fold(kind: u32, id: RecordId, touches: &[Touch<'_>]) -> Document {
    let mut document = Document::empty(kind, id);
    let stage = Marks::of(Axis::Stage, touches);
    let presence = Marks::of(Axis::Presence, touches);
    let (late, in_time): (Vec<_>, Vec<_>) = touches.iter().partition(|touch| {
        !touch.acts_on_record() && (stage.is_closed_to(touch) || presence.is_closed_to(touch))
    });

    (document.stage, document.presence) = (stage.state(), presence.state());
    let mut fields: Vec<_> = in_time.iter().flat_map(|touch| touch.list_fields()).collect();
    fields.sort_unstable();
    fields.dedup();
    for field in fields {
        let writers: Vec<_> = in_time.iter().copied().filter(|touch| touch.find(field).is_some()).collect();
        document.fields.insert(field, fold_field(kind, field, &writers));
    }
    for touch in late {
        for field in touch.list_fields() {
            let is_decided = touches
                .iter()
                .any(|other| other.saw(touch) && (other.find(field).is_some() || other.decides_late()));
            if let (false, Some(write)) = (is_decided, touch.find(field)) {
                document.late.push(Late { field, write });
            }
        }
    }
    document.late.sort_by_key(|late| (late.write.position, late.write.index));
    document.frontier =
        newest(&touches.iter().collect::<Vec<_>>()).iter().map(|touch| touch.position).collect();
    document.frontier.sort_unstable();
    document
}

/// The marks of one axis.
struct Marks<'t, 'a>(Vec<(Mark, &'t Touch<'a>)>);

impl<'t, 'a> Marks<'t, 'a> {
    fn of(axis: Axis, touches: &'t [Touch<'a>]) -> Self {
        Self(touches.iter().filter_map(|touch| touch.mark(axis).map(|mark| (mark, touch))).collect())
    }

    fn closings(&self) -> impl Iterator<Item = &'t Touch<'a>> {
        self.0.iter().filter(|(mark, _)| mark.is_closing()).map(|(_, touch)| *touch)
    }

    /// The marks that lift a closing.
    fn lifts_of(&self, closing: &Touch<'_>) -> impl Iterator<Item = &'t Touch<'a>> {
        self.0.iter().filter(|(mark, lift)| mark.is_lifting() && lift.saw(closing)).map(|(_, lift)| *lift)
    }

    /// Whether a closing did not see the touch, and the touch no lifting of that closing.
    fn is_closed_to(&self, touch: &Touch<'_>) -> bool {
        self.closings()
            .any(|closing| !closing.saw(touch) && !self.lifts_of(closing).any(|lift| touch.saw(lift)))
    }

    fn state(&self) -> RecordState {
        let mut standing: Vec<_> = self
            .0
            .iter()
            .filter(|(_, touch)| !self.0.iter().any(|(_, other)| other.saw(touch)))
            .map(|(mark, touch)| (*mark, touch.position))
            .collect();
        standing.sort_unstable_by_key(|(_, position)| *position);
        match standing.as_slice() {
            [] => RecordState::Open,
            [(mark, _)] => RecordState::Marked(*mark),
            [(first, _), rest @ ..]
                if *first != Mark::Closed && rest.iter().all(|(mark, _)| mark == first) =>
            {
                RecordState::Marked(*first)
            }
            _ => RecordState::Disputed(standing),
        }
    }
}

fn newest<'t, 'a>(touches: &[&'t Touch<'a>]) -> Vec<&'t Touch<'a>> {
    touches.iter().copied().filter(|touch| !touches.iter().any(|other| other.saw(touch))).collect()
}

fn fold_field(kind: u32, field: u32, writers: &[&Touch<'_>]) -> Field {
    let mut standing = newest(writers);
    standing.sort_by_key(|touch| touch.position);
    let candidates: Vec<_> = standing.iter().filter_map(|touch| touch.find(field)).collect();
    let mut folded = Field { candidates, undisputed: None };
    if folded.is_disputed() && !catalogue::is_decisive(kind, field) {
        folded.undisputed = find_undisputed(field, writers, standing);
    }
    folded
}

/// The newest value on which nobody differed, among the writes that every standing one saw.
fn find_undisputed<'t, 'a>(
    field: u32,
    writers: &[&'t Touch<'a>],
    mut standing: Vec<&'t Touch<'a>>,
) -> Option<Value> {
    loop {
        let common: Vec<_> =
            writers.iter().copied().filter(|writer| standing.iter().all(|touch| touch.saw(writer))).collect();
        standing = newest(&common);
        let mut values = standing.iter().filter_map(|touch| touch.find(field)).map(|write| write.value);
        let first = values.next()?;
        if values.all(|value| value == first) {
            return Some(first);
        }
    }
}

/// Adds one entry to a document in place, if the entry saw everything that touched the record; else changes nothing and says `false`: fold anew.
#[must_use]
pub fn step(document: &mut Document, touch: &Touch<'_>) -> bool {
    if !document.frontier.iter().all(|position| saw(touch.position, touch.view, *position)) {
        return false;
    }
    let is_late = document.is_locked() && !touch.acts_on_record();
    if touch.decides_late() {
        document.late.clear();
    }
    for field in touch.list_fields() {
        document.late.retain(|late| late.field != field);
        if let Some(write) = touch.find(field) {
            if is_late {
                document.late.push(Late { field, write });
            } else {
                document.fields.insert(field, Field { candidates: vec![write], undisputed: None });
            }
        }
    }
    document.late.sort_by_key(|late| (late.write.position, late.write.index));
    if let Some(mark) = touch.mark(Axis::Stage) {
        document.stage = RecordState::Marked(mark);
    }
    if let Some(mark) = touch.mark(Axis::Presence) {
        document.presence = RecordState::Marked(mark);
    }
    document.frontier.clear();
    document.frontier.push(touch.position);
    true
}
