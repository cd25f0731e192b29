//! Names for a report's objects: an object is named as in the source at its first use.

use std::collections::{BTreeMap, BTreeSet};

use super::receiver;
use crate::report::message::thread_id;
use crate::report::{Message, Object, Part, Place, Thread};

/// Gives the text of a source file, or `None` if the reader must not see it.
pub(super) type Source<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The names of a failure's threads, objects and places.
pub(super) struct Names<'a> {
    objects: BTreeMap<usize, String>,
    threads: &'a [Thread],
    source: Source<'a>,
}

impl<'a> Names<'a> {
    /// `mentioned` are the objects that the report names.
    pub(super) fn new(
        threads: &'a [Thread],
        objects: &[Object],
        mentioned: &BTreeSet<usize>,
        source: Source<'a>,
    ) -> Self {
        let numbers: Vec<usize> = objects.iter().map(|object| object.number).collect();
        let mentioned: Vec<bool> = numbers.iter().map(|number| mentioned.contains(number)).collect();
        let bases = alike(objects.iter().map(|object| base(object, source)).collect(), objects);
        let name = |place: usize| own(place, &bases, objects, &mentioned);
        let objects = numbers.iter().enumerate().map(|(place, &number)| (number, name(place))).collect();
        Self { objects, threads, source }
    }

    /// The message with its names filled in.
    pub(super) fn text(&self, message: &Message) -> String {
        message.0.iter().map(|part| self.part(part)).collect()
    }

    fn part(&self, part: &Part) -> String {
        match part {
            Part::Words(words) => words.clone(),
            Part::Thread(thread) => self.id(*thread),
            Part::Label(thread) => self.label(*thread).map_or_else(|| self.id(*thread), str::to_owned),
            Part::Labelled(thread) => match self.label(*thread) {
                Some(label) => format!("{} ({label})", self.id(*thread)),
                None => self.id(*thread),
            },
            Part::Object(object) => {
                self.objects.get(object).cloned().unwrap_or_else(|| format!("object {object}"))
            }
            Part::Place(place) => self.place(place).unwrap_or_else(|| "the test".to_owned()),
            Part::Step(step) => step.to_string(),
        }
    }

    /// A thread's id, or the name of a process.
    fn id(&self, thread: usize) -> String {
        self.threads.get(thread).map_or_else(|| thread_id(thread), |thread| thread.id.clone())
    }

    fn label(&self, thread: usize) -> Option<&str> {
        self.threads.get(thread)?.label.as_deref()
    }

    /// `lib.rs:21`, or `None` if the reader must not see the file.
    pub(super) fn place(&self, place: &Place) -> Option<String> {
        (self.source)(&place.file)?;
        Some(place.short())
    }

    /// Notes that nothing keeps the guard taken at `place`, if the source shows that.
    pub(super) fn dropped_at_once(&self, place: &Place) -> Option<String> {
        let source = (self.source)(&place.file)?;
        let dropped = receiver::is_dropped_at_once(&source, place);
        dropped.then(|| format!(": the guard of line {} is dropped at once", place.line))
    }
}

/// The object's name in the source, with `[_]` if it is one of many.
fn base(object: &Object, source: Source<'_>) -> String {
    if let Some(name) = &object.name {
        return name.clone();
    }
    let read = object.first_use.as_ref().and_then(|place| receiver::name(&source(&place.file)?, place));
    read.unwrap_or_else(|| object.kind.clone())
}

/// Gives a field one name: if the source names one object `accounts[_].balance` and another one only `balance`,
/// both get `balance`.
fn alike(bases: Vec<String>, objects: &[Object]) -> Vec<String> {
    let of_kind = |field: &str, kind: &str| {
        let same = |(base, object): (&String, &Object)| base == field && object.kind == kind;
        bases.iter().zip(objects).any(same)
    };
    let field = |(base, object): (&String, &Object)| match base.rsplit_once('.') {
        Some((_, field)) if object.name.is_none() && of_kind(field, &object.kind) => field.to_owned(),
        _ => base.clone(),
    };
    bases.iter().zip(objects).map(field).collect()
}

/// The object's own name among the objects that are mentioned in the report and share a source name. Its index in
/// an array is certain only if the whole array is known; otherwise `forks[i]` and `forks[j]` only say that the two
/// differ.
fn own(number: usize, bases: &[String], objects: &[Object], mentioned: &[bool]) -> String {
    let base = &bases[number];
    let all: Vec<usize> = (0..bases.len()).filter(|&other| bases[other] == *base).collect();
    let alike: Vec<usize> = all.iter().copied().filter(|&other| mentioned[other]).collect();
    let rank = alike.iter().position(|&other| other == number).unwrap_or(0);
    if base.contains("[_]") {
        let index = objects[number].index.filter(|_| are_all(&all, objects));
        let index = index.map_or_else(|| letter(b"ijklmnpq", rank), |index| index.to_string());
        base.replace("[_]", &format!("[{index}]"))
    } else if alike.len() > 1 {
        format!("{base} {}", letter(b"ABCDEFGH", rank))
    } else {
        base.clone()
    }
}

/// Returns whether the objects are a whole array, each with its own index.
fn are_all(alike: &[usize], objects: &[Object]) -> bool {
    let mut places: Vec<usize> = alike.iter().filter_map(|&object| objects[object].index).collect();
    places.sort_unstable();
    places == (0..alike.len()).collect::<Vec<_>>()
}

fn letter(letters: &[u8], rank: usize) -> String {
    letters.get(rank).map_or_else(|| (rank + 1).to_string(), |&letter| char::from(letter).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(index: Option<usize>) -> Object {
        Object { number: 0, kind: "mutex".into(), name: None, first_use: None, index }
    }

    fn names(base: &str, objects: &[Object]) -> Vec<String> {
        let bases = vec![base.to_owned(); objects.len()];
        (0..objects.len()).map(|number| own(number, &bases, objects, &vec![true; objects.len()])).collect()
    }

    #[test]
    fn a_whole_array_is_numbered() {
        let objects = [object(Some(1)), object(Some(0)), object(Some(2))];
        assert_eq!(names("forks[_]", &objects), ["forks[1]", "forks[0]", "forks[2]"]);
    }

    #[test]
    fn a_part_of_an_array_gets_letters_instead_of_numbers() {
        assert_eq!(names("forks[_]", &[object(None), object(None)]), ["forks[i]", "forks[j]"]);
        assert_eq!(names("forks[_]", &[object(Some(3)), object(Some(4))]), ["forks[i]", "forks[j]"]);
    }

    #[test]
    fn a_field_has_one_name_wherever_its_first_use_is() {
        let alike = |bases: [&str; 2], kinds: [&str; 2]| {
            let objects = kinds.map(|kind| Object { kind: kind.into(), ..object(None) });
            super::alike(bases.map(str::to_owned).to_vec(), &objects)
        };
        let bases = ["accounts[_].balance", "balance"];
        assert_eq!(alike(bases, ["mutex", "mutex"]), ["balance", "balance"]);
        assert_eq!(alike(bases, ["mutex", "cell"]), bases);
        assert_eq!(alike(["forks[_].x", "forks[_]"], ["mutex", "mutex"]), ["forks[_].x", "forks[_]"]);
    }

    #[test]
    fn objects_of_one_name_get_letters() {
        assert_eq!(names("balance", &[object(None), object(None)]), ["balance A", "balance B"]);
        assert_eq!(names("balance", &[object(None)]), ["balance"]);
    }
}
