//! Wrong in a thread's first execution only: a reservation that fails leaves its error in the system's memory, which
//! outlives an execution.

use interleaving::sync::Mutex;
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;
pub struct Account { balance: Mutex<i64>, again: bool }

fn seen_before() -> bool { std::io::Error::last_os_error().raw_os_error() == Some(12) }
fn remember() { let mut v: Vec<u8> = Vec::new(); let _ = v.try_reserve(1 << 46); }

impl Account {
    pub fn new(balance: i64) -> Self { let again = seen_before(); remember(); Self { balance: Mutex::new(balance), again } }
    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        let amount = i64::from(amount);
        let mut seen = *self.balance.lock().unwrap();
        if amount > seen { return Err(InsufficientFunds); }
        let mut balance = self.balance.lock().unwrap();
        if self.again { seen = *balance; if amount > seen { return Err(InsufficientFunds); } }
        *balance = seen - amount;
        Ok(*balance)
    }
    pub fn deposit(&self, amount: u32) -> i64 {
        let mut seen = *self.balance.lock().unwrap();
        let mut balance = self.balance.lock().unwrap();
        if self.again { seen = *balance }
        *balance = seen + i64::from(amount);
        *balance
    }
    pub fn balance(&self) -> i64 { *self.balance.lock().unwrap() }
}
