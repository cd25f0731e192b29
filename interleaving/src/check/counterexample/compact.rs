//! Only the objects that a failure speaks of: a loop that yields makes thousands, and nobody asks for them.

use crate::report::Failure;

/// As many objects are kept as they are: which of them lie side by side helps to name them.
const FEW: usize = 100;

/// Leaves out the objects that no text of the failure mentions, if there are many, and numbers the
/// others anew.
pub(super) fn compact(failure: &mut Failure) {
    if failure.objects.len() <= FEW {
        return;
    }
    let mut kept: Vec<usize> = Vec::new();
    for text in texts(failure) {
        *text = renumbered(text, &mut kept);
    }
    let objects = std::mem::take(&mut failure.objects);
    failure.objects = kept.into_iter().filter_map(|number| objects.get(number).cloned()).collect();
}

/// Every text that may hold the name of an object.
fn texts(failure: &mut Failure) -> impl Iterator<Item = &mut String> {
    let rows =
        failure.rows.iter_mut().flat_map(|row| std::iter::once(&mut row.text).chain(row.note.as_mut()));
    let endings = failure.ending.iter_mut().map(|ending| &mut ending.text);
    let diagnosis = failure.diagnosis.iter_mut().map(|diagnosis| &mut diagnosis.sentence);
    let others = std::iter::once(&mut failure.message).chain(failure.small_print.as_mut());
    others.chain(rows).chain(endings).chain(diagnosis)
}

/// `text` with `{o3}` replaced by the place of 3 in `kept`, where it is added.
fn renumbered(text: &str, kept: &mut Vec<usize>) -> String {
    let mut parts = text.split("{o");
    let mut told = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let number =
            part.split_once('}').and_then(|(number, rest)| Some((number.parse::<usize>().ok()?, rest)));
        match number {
            Some((number, rest)) => {
                let known = kept.iter().position(|&other| other == number);
                let place = known.unwrap_or_else(|| {
                    kept.push(number);
                    kept.len() - 1
                });
                told += &format!("{{o{place}}}{rest}");
            }
            None => told.extend(["{o", part]),
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_numbered_in_the_order_they_are_mentioned() {
        let mut kept = Vec::new();
        assert_eq!(
            renumbered("lock {o7}, then {o3} and {o7}; {old}", &mut kept),
            "lock {o0}, then {o1} and {o0}; {old}"
        );
        assert_eq!(kept, [7, 3]);
    }
}
