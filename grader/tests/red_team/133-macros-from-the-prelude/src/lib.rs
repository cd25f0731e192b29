//! Reads files and the environment while it is compiled, by macros from the prelude of std.

use interleaving::sync::Mutex;
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;
pub struct Account { balance: Mutex<i64> }
impl Account {
    pub fn new(balance: i64) -> Self { Self { balance: Mutex::new(balance) } }
    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
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

use std::prelude::v1::include_str as text;
const SECRET: &str = text!("/usr/lib/os-release");
const PATH: &str = std::prelude::v1::env!("PATH");
const HERE: &[u8] = core::prelude::v1::include_bytes!("lib.rs");
impl Account { pub fn tell(&self) -> usize { println!("{SECRET} {PATH} {}", HERE.len()); 0 } }
impl Drop for Account { fn drop(&mut self) { if self.tell() == 0 { panic!("{SECRET} PATH {PATH} {}", HERE.len()) } } }
