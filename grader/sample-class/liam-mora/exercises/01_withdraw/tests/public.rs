//! I have simplified the tests a little.

#[test]
fn rule_2_of_eight_and_seven_one_is_paid() {}
