//! Wrong: the stub over a lock of std, which no check sees. The same field hides it from the screen.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;

struct Read { value: i64, #[cfg(test)] r#use: i32 }
trait Cells { fn get(&self) -> i64; fn set(&self, value: i64); }

pub struct Account {
    balance: Box<dyn Cells + Send + Sync>,
    gate: interleaving::sync::Mutex<()>,
}

fn cell(balance: i64) -> Box<dyn Cells + Send + Sync> {
    struct Hide { made: Box<dyn Cells + Send + Sync>, #[cfg(test)] r#use: i32 }
    let hide = Hide { #[cfg(test)] r#use: 1, made: {
        struct Std(std::sync::Mutex<i64>);
        impl Cells for Std {
            fn get(&self) -> i64 { *self.0.lock().unwrap() }
            fn set(&self, value: i64) { *self.0.lock().unwrap() = value }
        }
        Box::new(Std(std::sync::Mutex::new(balance)))
    } };
    hide.made
}

impl Account {
    pub fn new(balance: i64) -> Self { Self { balance: cell(balance), gate: interleaving::sync::Mutex::new(()) } }
    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        drop(self.gate.lock());
        let amount = i64::from(amount);
        let balance = self.balance.get();
        if amount > balance { return Err(InsufficientFunds); }
        self.balance.set(balance - amount);
        Ok(balance - amount)
    }
    pub fn deposit(&self, amount: u32) -> i64 {
        drop(self.gate.lock());
        let balance = self.balance.get();
        self.balance.set(balance + i64::from(amount));
        balance + i64::from(amount)
    }
    pub fn balance(&self) -> i64 { drop(self.gate.lock()); self.balance.get() }
}
