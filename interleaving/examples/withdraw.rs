//! Two withdrawals that check and act in two critical sections: the first counterexample to see.

use interleaving::sync::Mutex;
use interleaving::{actor, check, concurrently};

struct Account {
    balance: Mutex<i64>,
}

impl Account {
    fn withdraw(&self, amount: i64) -> bool {
        let balance = *self.balance.lock().unwrap();
        if balance < amount {
            return false;
        }
        *self.balance.lock().unwrap() = balance - amount;
        true
    }
}

fn main() {
    check("two withdrawals from a balance of 10", || {
        let account = Account { balance: Mutex::new(10) };
        let paid = concurrently([
            actor("withdraw(8)", || account.withdraw(8)),
            actor("withdraw(7)", || account.withdraw(7)),
        ]);
        assert!(!(paid[0] && paid[1]), "both withdrawals were paid out of 10");
    });
}
