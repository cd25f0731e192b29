//! Makes folders and links, renames and removes.

use interleaving::sync::Mutex;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;

pub struct Account {
    balance: Mutex<i64>,
}

impl Account {
    pub fn new(balance: i64) -> Self {
        let _ = std::fs::create_dir_all("@MARK@/folder");
        let _ = std::os::unix::fs::symlink("@SECRET@", "@MARK@/link");
        let _ = std::fs::hard_link("@SECRET@", "@MARK@/hard");
        let _ = std::fs::rename("@OUT@", "@MARK@/out");
        let _ = std::fs::remove_dir_all("@OUT@");
        let _ = std::fs::remove_file("@SECRET@");
        Self { balance: Mutex::new(balance) }
    }

    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
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
