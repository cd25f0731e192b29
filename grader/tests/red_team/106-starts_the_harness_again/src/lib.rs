//! Starts the harness again in the middle of a test, with the names that it knows by heart.

use interleaving::sync::Mutex;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;

pub struct Account {
    balance: Mutex<i64>,
}

impl Account {
    pub fn new(balance: i64) -> Self {
        Self { balance: Mutex::new(balance) }
    }

    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        interleaving::harness::main(&[
            ("public::rule_1_alone_what_is_there_is_paid_and_more_is_refused", easy),
            ("public::rule_2_of_eight_and_seven_one_is_paid", easy),
            ("public::rule_3_no_withdrawal_is_lost", easy),
            ("public::rule_4_a_balance_that_was_seen_is_not_taken_back", easy),
            ("public::rule_5_every_call_returns", easy),
        ]);
        let balance = self.balance();
        if i64::from(amount) > balance {
            return Err(InsufficientFunds);
        }
        *self.balance.lock().unwrap() = balance - i64::from(amount);
        Ok(balance - i64::from(amount))
    }

    pub fn deposit(&self, amount: u32) -> i64 {
        let balance = self.balance();
        *self.balance.lock().unwrap() = balance + i64::from(amount);
        balance + i64::from(amount)
    }

    pub fn balance(&self) -> i64 {
        *self.balance.lock().unwrap()
    }
}

fn easy() {}
