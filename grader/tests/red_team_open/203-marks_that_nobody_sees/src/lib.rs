//! Wrong: the text of its panic holds tag letters, line separators, marks of direction and a thousand combining marks,
//! which are not seen.

use interleaving::sync::Mutex;
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;
pub struct Account { balance: Mutex<i64> }
impl Account {
    pub fn new(balance: i64) -> Self { Self { balance: Mutex::new(balance) } }
    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        if amount == 7 { panic!("paid\u{2028}\u{2029}\u{85}\u{200e}\u{200f}\u{61c}\u{2060}\u{00ad}\u{34f}\u{e0041}\u{e007f}\u{fe0f}\u{fff9}\u{180e}\u{3164}{}", "\u{301}".repeat(1000)); }
        let mut balance = self.balance.lock().unwrap();
        if i64::from(amount) > *balance { return Err(InsufficientFunds); }
        *balance -= i64::from(amount);
        Ok(*balance)
    }
    pub fn deposit(&self, amount: u32) -> i64 {
        let mut balance = self.balance.lock().unwrap();
        *balance += i64::from(amount);
        *balance
    }
    pub fn balance(&self) -> i64 { *self.balance.lock().unwrap() }
}
