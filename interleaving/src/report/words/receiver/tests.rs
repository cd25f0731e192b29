use super::*;

/// The name of the receiver of the source's last `lock`.
fn of(source: &str) -> Option<String> {
    let (line, text) = source.lines().enumerate().filter(|(_, line)| line.contains("lock()")).last()?;
    let column = text[..text.rfind("lock()")?].chars().count() + 1;
    let place = Place {
        file: "lib.rs".into(),
        line: u32::try_from(line).unwrap() + 1,
        column: u32::try_from(column).unwrap(),
    };
    name(source, &place)
}

fn is(source: &str, wanted: &str) {
    assert_eq!(of(source).as_deref(), Some(wanted), "{source}");
}

fn is_not_known(source: &str) {
    assert_eq!(of(source), None, "{source}");
}

#[test]
fn an_object_has_the_name_of_its_field_or_variable() {
    is("let b = self.balance.lock();", "balance");
    is("*gate.lock().unwrap() = 1;", "gate");
    is("COUNTER.lock()", "COUNTER");
    is("fn pay(from: &Account) { from.balance.lock();", "balance");
}

#[test]
fn stars_and_parentheses_do_not_matter() {
    is("let l = (self.forks[seat + 1]).x.lock();", "forks[_].x");
    is("(*self.gate).lock()", "gate");
    is("(&**gate).lock()", "gate");
    is("self.gate.as_ref().lock()", "gate");
    is("self.gate.clone().lock()", "gate");
}

#[test]
fn one_of_many_keeps_the_name_of_the_many() {
    is("let l = self.forks[(seat + 1) % n].lock();", "forks[_]");
    is("self.accounts[from].balance.lock()", "accounts[_].balance");
    is("self.forks.get(seat).unwrap().lock()", "forks[_]");
    is("self.forks.first().unwrap().lock()", "forks[_]");
    is("self.forks.iter().nth(2).unwrap().lock()", "forks[_]");
}

#[test]
fn one_that_may_be_missing_keeps_the_name_of_the_many_too() {
    let wanted = "accounts[_].balance";
    is("fn f(&self) -> Option<u64> { let it = self.accounts.get(a)?; it.balance.lock()", wanted);
    is("fn f(&self) { let it = self.accounts.get(a).ok_or(Refused::Unknown)?; it.balance.lock()", wanted);
    is("fn f(&self) { self.accounts.get(a).map(|account| *account.balance.lock()", wanted);
    is("fn f(&self) { let Some(it) = self.accounts.get(a) else { return None }; it.balance.lock()", wanted);
    is("fn f(&self) { if let Some(it) = self.accounts.get(a) { it.balance.lock()", wanted);
    is("fn f(&self) { if let Some(it) = &self.last { it.balance.lock()", "balance");
    is("fn f(&self) { if let Some(it) = &self.gate { it.lock()", "gate");
    is(
        "fn f(&self) { if let Some(a) = x() && let Some(it) = self.accounts.get(a) { it.balance.lock()",
        wanted,
    );
    let both = "let (Some(a), Some(b)) = (self.accounts.get(from), self.accounts.get(to)) else { return };";
    is(&format!("fn f(&self) {{ {both} b.balance.lock()"), wanted);
}

#[test]
fn a_field_of_a_calls_result_has_the_fields_name() {
    is("self.section(account).taken.lock()", "taken");
    is("fn f(&self) { let taken = 3; self.section(account)?.flag.taken.lock()", "taken");
    is("section(account).taken.lock()", "taken");
}

#[test]
fn a_field_without_a_name_is_named_with_its_owner() {
    is("impl SpinLock { fn lock(&self) { self.0.lock()", "SpinLock.0");
    is("impl<T: Send> Gate for Spin<T> { fn enter(&self, f: impl FnOnce()) { self.1.lock()", "Spin.1");
    is("fn f(&self) { self.gate.0.lock()", "gate.0");
    is("fn f(&self) { self.gates[i].0.lock()", "gates[_].0");
    is("fn f(gate: &Spin) { gate.0.lock()", "gate.0");
    is_not_known("self.0.lock()");
    is_not_known("gate().0.lock()");
}

#[test]
fn a_number_in_brackets_is_kept() {
    is("self.forks[0].lock()", "forks[0]");
    is("self.cells[0][1].lock()", "cells[0][1]");
}

#[test]
fn a_receiver_on_the_line_above_is_found() {
    is("let held = self\n    .balance // the money\n    .lock();", "balance");
    is("let held = self.forks[\n    (seat + 1) % n\n]\n.lock();", "forks[_]");
}

#[test]
fn a_local_name_is_followed_to_the_field() {
    is("fn eat(&self) { let first = &self.forks[a]; first.lock();", "forks[_]");
    is("fn eat(&self) { let first = &self.left; let it = first; it.lock();", "left");
    is("fn eat(&self) { let gate = Arc::clone(&self.gate); gate.lock();", "gate");
    is("fn eat(&self) { let (a, b) = (&self.left, &self.right); let x = a.lock(); b.lock();", "right");
    is("fn pay(&self) { let from = &self.accounts[a]; from.balance.lock();", "accounts[_].balance");
}

#[test]
fn a_new_value_keeps_its_own_name() {
    is("fn main() { let counter = Arc::new(Mutex::new(0)); counter.lock();", "counter");
    is("fn main() { let counter = Mutex::new(0); let n = 1 + 2; counter.lock();", "counter");
}

#[test]
fn a_choice_between_equals_is_one_of_them() {
    let source = "fn f(&self) { let (a, b) = if x < y { (&self.forks[x], &self.forks[y]) } else { (&self.forks[y], &self.forks[x]) }; a.lock();";
    is(source, "forks[_]");
}

#[test]
fn a_choice_between_different_things_has_no_name() {
    is_not_known("fn f(&self) { let first = if c { &self.left } else { &self.right }; first.lock();");
    is_not_known(
        "fn f(&self) { let (a, b) = if c { (&self.left, &self.right) } else { (&self.right, &self.left) }; a.lock();",
    );
    is_not_known("(if a { x } else { y }).lock()");
}

#[test]
fn parentheses_without_an_end_use_up_no_stack() {
    is("((*(self.balance))).lock()", "balance");
    let (open, close) = ("(".repeat(100_000), ")".repeat(100_000));
    is_not_known(&format!("{open}x{close}.lock()"));
}

#[test]
fn a_calls_result_has_no_name() {
    is_not_known("self.lock_of(i).lock()");
    is_not_known("gate().lock()");
    is_not_known("self.lock()");
}

#[test]
fn a_closure_or_loop_over_many_names_one_of_them() {
    is("fn sum(&self) { self.accounts.iter().map(|a| *a.balance.lock()", "accounts[_].balance");
    is("fn sum(&self) { self.forks.iter().map(|fork| fork.lock()", "forks[_]");
    is("fn sum(&self) { for fork in &self.forks { fork.lock();", "forks[_]");
    is("fn sum(&self) { for (i, fork) in self.forks.iter().enumerate() { fork.lock();", "forks[_]");
    is("fn sum(&self) { self.forks\n    .iter()\n    .map(|fork| fork.lock()", "forks[_]");
}

#[test]
fn names_of_another_function_are_out_of_scope() {
    is("fn a(&self) { let it = &self.left; } fn b(it: &Mutex<i32>) { it.lock();", "it");
}

#[test]
fn a_guard_that_is_dropped_at_once_is_recognised() {
    let dropped = |line: &str| {
        let column = u32::try_from(line.find("lock").unwrap()).unwrap() + 1;
        is_dropped_at_once(line, &Place { file: "lib.rs".into(), line: 1, column })
    };
    assert!(dropped("    let _ = self.gate.lock().unwrap();"));
    assert!(dropped("    self.gate.lock().unwrap();"));
    assert!(!dropped("    let _guard = self.gate.lock().unwrap();"));
    assert!(!dropped("    *self.gate.lock().unwrap() += 1;"));
    assert!(!dropped("    drop(self.gate.lock().unwrap());"));
}

#[test]
fn new_values_in_a_tuple_keep_their_names() {
    is("let (balance, log) = (Mutex::new(1), Mutex::new(2)); log.lock();", "log");
    is("let (balance, log) = (Mutex::new((1, 2)), Vec::new()); balance.lock();", "balance");
    // A choice between a new value and a field.
    is_not_known("let (a, b) = if up { (Mutex::new(1), &x.b) } else { (&x.a, &x.b) }; a.lock();");
}

#[test]
fn a_source_that_would_take_long_gets_no_name() {
    // Each name has one meaning, found in many ways: 30 to the power of 4 in all.
    let by_tuples = |ways: usize| {
        let names = (1..5).map(|name| {
            let ways: String = (0..ways).map(|way| format!("{way} => (a{}, {way}), ", name - 1)).collect();
            format!("let (a{name}, _) = match way {{ {ways}}};\n")
        });
        format!("let a0 = &self.left;\n{}a4.lock();", names.collect::<String>())
    };
    is(&by_tuples(2), "left");
    is_not_known(&by_tuples(30));
}
