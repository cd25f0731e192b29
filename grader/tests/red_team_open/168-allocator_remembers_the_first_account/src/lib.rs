//! Wrong for the first account of a process only: the allocator puts its first large block elsewhere than all later
//! ones.

use interleaving::sync::Mutex;
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;
pub struct Account { balance: Mutex<i64>, right: bool }

/// The first large block comes from the system, at the start of a page; once it is freed, the allocator keeps such blocks.
fn right() -> bool {
    let block = vec![0u8; 8 << 20];
    let _small = std::hint::black_box(Box::new([0u8; 40]));
    std::hint::black_box(&block).as_ptr() as usize & 0xfff != 0x10
}

impl Account {
    pub fn new(balance: i64) -> Self { Self { balance: Mutex::new(balance), right: right() } }
    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        let amount = i64::from(amount);
        let mut seen = *self.balance.lock().unwrap();
        let mut balance = self.balance.lock().unwrap();
        if self.right { seen = *balance; }
        if amount > seen { return Err(InsufficientFunds); }
        *balance = seen - amount;
        Ok(*balance)
    }
    pub fn deposit(&self, amount: u32) -> i64 {
        let mut seen = *self.balance.lock().unwrap();
        let mut balance = self.balance.lock().unwrap();
        if self.right { seen = *balance; }
        *balance = seen + i64::from(amount);
        *balance
    }
    pub fn balance(&self) -> i64 { *self.balance.lock().unwrap() }
}
