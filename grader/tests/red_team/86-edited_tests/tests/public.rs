#[test]
fn rule_1_alone_what_is_there_is_paid_and_more_is_refused() {}
