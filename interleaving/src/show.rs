//! The texts of values for reports, for types that need no trait bound of the student's.

use std::collections::{BTreeSet, HashSet, VecDeque};

use typeid::ConstTypeId;

/// The value's text, if its type is one of the plain types below.
pub(crate) fn value<T: ?Sized>(value: &T) -> Option<String> {
    // SAFETY: the pointer is to a `T`, and the type is that of `T`.
    unsafe { shown(ConstTypeId::of::<T>(), std::ptr::from_ref(value).cast()) }
}

/// As [`value`], for the value of this type at `place`. Compiled once, not for each type of a program.
///
/// # Safety
/// `place` must point to a value of the type.
unsafe fn shown(of: ConstTypeId, place: *const ()) -> Option<String> {
    macro_rules! try_types {
        ($($plain:ty),* $(,)?) => {
            $(
                if of == ConstTypeId::of::<$plain>() {
                    // SAFETY: the value has this type, up to lifetimes, and none of these types has one.
                    let plain = unsafe { &*place.cast::<$plain>() };
                    return Some(short(format!("{plain:?}")));
                }
            )*
        };
    }
    try_types! {
        bool, char, i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize, f32, f64, String,
        Option<bool>, Option<char>, Option<i32>, Option<i64>, Option<u32>, Option<u64>, Option<usize>,
        (bool, bool), (i32, i32), (i64, i64), (u32, u32), (u64, u64), (usize, usize), Vec<bool>,
        Vec<char>, Vec<i32>, Vec<i64>, Vec<u8>, Vec<u32>, Vec<u64>, Vec<usize>, Vec<String>,
        VecDeque<i32>, VecDeque<i64>, VecDeque<u32>, VecDeque<u64>, VecDeque<usize>, VecDeque<char>,
        Box<i64>, Box<str>, BTreeSet<usize>, HashSet<usize>,
    }
    None
}

/// The text, cut to fit into a column.
fn short(text: String) -> String {
    const MOST: usize = 24;
    if text.chars().count() <= MOST {
        return text;
    }
    text.chars().take(MOST - 1).chain(['…']).collect()
}
