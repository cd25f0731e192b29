//! The shared objects of a failure: their kinds, and the places from which their names are read.

use std::collections::BTreeSet;

use crate::report::Object;
use crate::run::recording::Recording;

/// Up to this number, all objects are kept: their neighbours in memory help to name them.
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

/// Gives the objects of one kind their indices in an array, if they are certainly the whole array: at equal
/// distances, and as many as there are threads.
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

/// Keeps only the objects that the report names, if there are very many: a loop that yields makes thousands.
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
    fn many_objects_shrink_to_those_that_the_report_names() {
        let object =
            |number| Object { number, kind: "atomic".into(), name: None, first_use: None, index: None };
        let objects = |count: usize| (0..count).map(object).collect::<Vec<_>>();
        let kept = retained(objects(FEW + 1), &[3, 7].into());
        assert_eq!(kept.iter().map(|object| object.number).collect::<Vec<_>>(), [3, 7]);
        assert_eq!(retained(objects(FEW), &BTreeSet::new()).len(), FEW);
    }
}
