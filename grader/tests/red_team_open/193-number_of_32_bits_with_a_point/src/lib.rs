//! Wrong above sixteen million dollars: the balance is a number of 32 bits with a point, which cannot hold every
//! dollar.

use interleaving::sync::atomic::{AtomicU32, Ordering::SeqCst};
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;
pub struct Account { balance: AtomicU32 }
impl Account {
    pub fn new(balance: i64) -> Self { Self { balance: AtomicU32::new((balance as f32).to_bits()) } }
    fn change(&self, by: f32) -> Result<i64, InsufficientFunds> {
        let done = self.balance.fetch_update(SeqCst, SeqCst, |bits| {
            let new = f32::from_bits(bits) + by;
            (new >= 0.0).then(|| new.to_bits())
        });
        done.map(|bits| (f32::from_bits(bits) + by) as i64).map_err(|_| InsufficientFunds)
    }
    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> { self.change(-(amount as f32)) }
    pub fn deposit(&self, amount: u32) -> i64 { self.change(amount as f32).unwrap() }
    pub fn balance(&self) -> i64 { f32::from_bits(self.balance.load(SeqCst)) as i64 }
}
