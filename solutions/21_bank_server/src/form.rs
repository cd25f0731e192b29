//! Given with the exercise, and the same there.

include!("../../../exercises/21_bank_server/src/form.rs");
