use interleaving::sync::Mutex;

pub(crate) struct Account {
    pub(crate) balance: Mutex<i64>,
}

impl Account {
    pub(crate) fn new(balance: i64) -> Self {
        Self { balance: Mutex::new(balance) }
    }

    pub(crate) fn withdraw(&self, amount: i64) -> bool {
        let balance = *self.balance.lock().unwrap();
        if balance < amount {
            return false;
        }
        *self.balance.lock().unwrap() = balance - amount;
        true
    }

    pub(crate) fn withdraw_under_one_lock(&self, amount: i64) -> bool {
        let mut balance = self.balance.lock().unwrap();
        let enough = *balance >= amount;
        if enough {
            *balance -= amount;
        }
        enough
    }

    pub(crate) fn transfer(&self, to: &Account, amount: i64) {
        *self.balance.lock().unwrap() -= amount;
        *to.balance.lock().unwrap() += amount;
    }

    pub(crate) fn transfer_under_both(&self, to: &Account, amount: i64) {
        let mut from = self.balance.lock().unwrap();
        let mut to = to.balance.lock().unwrap();
        *from -= amount;
        *to += amount;
    }
}

pub(crate) struct Bank {
    pub(crate) gate: Mutex<()>,
}

impl Bank {
    pub(crate) fn transfer(&self, receipt: impl FnOnce()) {
        let _gate = self.gate.lock().unwrap();
        receipt();
    }

    pub(crate) fn transfer_unguarded(&self, receipt: impl FnOnce()) {
        let _ = self.gate.lock().unwrap();
        receipt();
    }
}

impl Account {
    pub(crate) fn withdraw_nothing(&self) -> i64 {
        *self.balance.lock().unwrap()
    }
}
