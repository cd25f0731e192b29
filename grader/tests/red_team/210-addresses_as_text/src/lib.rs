//! Wrong: it keeps the balance in the text of an address, and looks and acts in two steps.

use interleaving::sync::Mutex;
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;
pub struct Account { at: Mutex<String> }
fn text(balance: i64) -> String { format!("{:p}", std::ptr::without_provenance::<u8>(balance as usize)) }
fn number(text: &str) -> i64 { i64::from_str_radix(&text[2..], 16).unwrap() }
impl Account {
    pub fn new(balance: i64) -> Self { Self { at: Mutex::new(text(balance)) } }
    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        let left = self.balance() - i64::from(amount);
        if left < 0 { return Err(InsufficientFunds); }
        *self.at.lock().unwrap() = text(left);
        Ok(left)
    }
    pub fn deposit(&self, amount: u32) -> i64 {
        let left = self.balance() + i64::from(amount);
        *self.at.lock().unwrap() = text(left);
        left
    }
    pub fn balance(&self) -> i64 { number(&self.at.lock().unwrap()) }
}
