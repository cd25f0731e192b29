//! The shared objects of a failure: their kinds, and what their names are read from.

use std::collections::BTreeSet;

use crate::report::Object;
use crate::run::recording::Recording;

/// As many objects are kept as they are: which of them lie side by side helps to name them.
const FEW: usize = 100;

/// All objects of the execution, in the order of their numbers.
pub(super) fn objects(recording: &Recording) -> Vec<Object> {
    let slots = &recording.slots;
    let objects = slots.iter().enumerate().map(|(number, slot)| Object {
        number,
        kind: slot.seed.kind().to_owned(),
        name: slot.name.clone(),
        first_use: Some(slot.first.into()),
        index: None,
    });
    let mut objects: Vec<Object> = objects.collect();
    let addresses: Vec<usize> = slots.iter().map(|slot| slot.address).collect();
    number_alike(&mut objects, &addresses, recording.threads.len() - 1);
    objects
}

/// Gives the objects of one kind their places in an array, where it is plain that they are all of it: at
/// equal distances, and as many as there are threads that use them.
fn number_alike(objects: &mut [Object], addresses: &[usize], threads: usize) {
    for one in 0..objects.len() {
        let alike = |&other: &usize| {
            let (a, b) = (&objects[one], &objects[other]);
            a.kind == b.kind && a.name.is_none() && b.name.is_none()
        };
        let mut places: Vec<usize> = (0..objects.len()).filter(alike).map(|other| addresses[other]).collect();
        places.sort_unstable();
        let even = places.windows(3).all(|three| three[1] - three[0] == three[2] - three[1]);
        let whole = places.len() >= 3 && places.len() == threads && even;
        objects[one].index = places.iter().position(|&place| whole && place == addresses[one]);
    }
}

/// Of very many objects only those that the report names: a loop that yields makes thousands.
pub(super) fn retained(mut objects: Vec<Object>, mentioned: &BTreeSet<usize>) -> Vec<Object> {
    if objects.len() > FEW {
        objects.retain(|object| mentioned.contains(&object.number));
    }
    objects
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_very_many_objects_those_stay_that_the_report_names() {
        let object =
            |number| Object { number, kind: "atomic".into(), name: None, first_use: None, index: None };
        let objects = |count: usize| (0..count).map(object).collect::<Vec<_>>();
        let kept = retained(objects(FEW + 1), &[3, 7].into());
        assert_eq!(kept.iter().map(|object| object.number).collect::<Vec<_>>(), [3, 7]);
        assert_eq!(retained(objects(FEW), &BTreeSet::new()).len(), FEW);
    }
}
