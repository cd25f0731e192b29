//! Wrong for the first account of a process only: it reserves room until there is no more, and a later account sees
//! that there is none.

use interleaving::sync::Mutex;
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;
pub struct Account { balance: Mutex<i64>, right: bool }

fn reserved(bytes: usize) -> bool {
    let mut room: Vec<u8> = Vec::new();
    let given = room.try_reserve_exact(bytes).is_ok();
    std::mem::forget(std::hint::black_box(room));
    given
}
fn right() -> bool {
    const PART: usize = 1 << 31;
    let first = reserved(PART);
    if first { for _ in 0..70_000 { if !reserved(PART) { break } } }
    !first
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
