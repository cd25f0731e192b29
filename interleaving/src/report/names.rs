//! Names for what a report speaks of: objects are called as the source calls them where they are first used.

use super::{Failure, Object, Place, receiver};

/// Gives the text of a source file, or `None` if it is not to be shown.
pub(super) type Source<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The names of a failure's objects and places.
pub(super) struct Names<'a> {
    objects: Vec<String>,
    failure: &'a Failure,
    source: Source<'a>,
}

impl<'a> Names<'a> {
    pub(super) fn new(failure: &'a Failure, source: Source<'a>) -> Self {
        let bases =
            alike(failure.objects.iter().map(|object| base(object, source)).collect(), &failure.objects);
        let told = told(failure);
        let objects = (0..bases.len()).map(|number| own(number, &bases, &failure.objects, &told)).collect();
        Self { objects, failure, source }
    }

    /// `text` with the names in place of `{o3}`, `{t1}` and `{p:FILE:LINE}`.
    pub(super) fn fill(&self, text: &str) -> String {
        let mut filled = String::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            let Some(length) = rest[open..].find('}') else {
                break;
            };
            let inner = &rest[open + 1..open + length];
            match self.meaning(inner) {
                Some(name) => {
                    filled += &rest[..open];
                    filled += &name;
                }
                // A brace of a value's own: what follows may still have a name.
                None => {
                    filled += &rest[..=open];
                    rest = &rest[open + 1..];
                    continue;
                }
            }
            rest = &rest[open + length + 1..];
        }
        filled + rest
    }

    fn meaning(&self, inner: &str) -> Option<String> {
        if let Some(place) = inner.strip_prefix("p:") {
            let (file, line) = place.rsplit_once(':')?;
            return Some(self.short(file, line.parse().ok()?).unwrap_or_else(|| "the test".to_owned()));
        }
        if let Some(place) = inner.strip_prefix("d:") {
            let mut parts = place.rsplitn(3, ':');
            let (column, line) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
            let place = Place { file: parts.next()?.to_owned(), line, column };
            let source = (self.source)(&place.file).unwrap_or_default();
            let dropped = receiver::is_dropped_at_once(&source, &place);
            return Some(if dropped {
                format!(": the guard of line {line} is dropped at once")
            } else {
                String::new()
            });
        }
        let number: usize = inner.get(1..)?.parse().ok()?;
        match inner.get(..1)? {
            "o" => self.objects.get(number).cloned(),
            "t" => self.failure.threads.get(number).map(|thread| thread.id.clone()),
            _ => None,
        }
    }

    /// `lib.rs:21`, unless the file is not to be shown.
    pub(super) fn place(&self, place: &Place) -> Option<String> {
        self.short(&place.file, place.line)
    }

    fn short(&self, file: &str, line: u32) -> Option<String> {
        (self.source)(file)?;
        let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
        Some(format!("{name}:{line}"))
    }
}

/// What the source calls the object, with `[_]` where it is one of many.
fn base(object: &Object, source: Source<'_>) -> String {
    if let Some(name) = &object.name {
        return name.clone();
    }
    let read = object.first_use.as_ref().and_then(|place| receiver::name(&source(&place.file)?, place));
    read.unwrap_or_else(|| object.kind.clone())
}

/// One name for one field: where the use of one object tells `accounts[_].balance` and that of another no more
/// than `balance`, both are `balance`.
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

/// Which objects the report speaks of.
fn told(failure: &Failure) -> Vec<bool> {
    let rows = failure.rows.iter().flat_map(|row| [Some(&row.text), row.note.as_ref()]);
    let ending = failure.ending.iter().map(|line| Some(&line.text));
    let diagnosis = failure.diagnosis.as_ref().map(|diagnosis| &diagnosis.sentence);
    let texts: Vec<&String> =
        rows.chain(ending).chain([Some(&failure.message), diagnosis]).flatten().collect();
    let is_told = |number| texts.iter().any(|text| text.contains(&format!("{{o{number}}}")));
    (0..failure.objects.len()).map(is_told).collect()
}

/// The object's own name among those that are told of and that the source calls alike. Which one of an array it is, is not
/// known for sure unless all of them are there: `forks[i]` and `forks[j]` then say no more than that
/// they differ.
fn own(number: usize, bases: &[String], objects: &[Object], told: &[bool]) -> String {
    let base = &bases[number];
    let all: Vec<usize> = (0..bases.len()).filter(|&other| bases[other] == *base).collect();
    let alike: Vec<usize> = all.iter().copied().filter(|&other| told[other]).collect();
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

/// Whether the objects are those of a whole array, each with its own place.
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
        Object { kind: "mutex".into(), name: None, first_use: None, index }
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
    fn some_of_an_array_are_told_apart_without_a_number() {
        assert_eq!(names("forks[_]", &[object(None), object(None)]), ["forks[i]", "forks[j]"]);
        assert_eq!(names("forks[_]", &[object(Some(3)), object(Some(4))]), ["forks[i]", "forks[j]"]);
    }

    #[test]
    fn a_field_is_called_alike_wherever_it_was_used_first() {
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
