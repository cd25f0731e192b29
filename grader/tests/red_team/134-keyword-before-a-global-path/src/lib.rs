//! Wrong: the stub over an atomic of std. `return ::std::…` looked like a path into a module `return`.
#[allow(dead_code)] mod r#return {}
#[allow(dead_code)] mod r#mut {}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;

type Hidden = &'static mut ::std::sync::atomic::AtomicI64;

pub struct Account { balance: Hidden, gate: interleaving::sync::Mutex<()> }

fn hidden(balance: i64) -> Hidden { let made = { fn make<T: From<i64>>(n: i64) -> &'static mut T { Box::leak(Box::new(T::from(n))) } make(balance) }; return made }

fn think() { for n in 0..300 { std::hint::black_box(n); } }

impl Account {
    pub fn new(balance: i64) -> Self { Self { balance: hidden(balance), gate: interleaving::sync::Mutex::new(()) } }
    fn get(&self) -> i64 { self.balance.load(std::sync::atomic::Ordering::SeqCst) }
    fn set(&self, value: i64) { self.balance.store(value, std::sync::atomic::Ordering::SeqCst) }
    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        drop(self.gate.lock());
        let amount = i64::from(amount);
        let balance = self.get();
        if amount > balance { return Err(InsufficientFunds); }
        think();
        self.set(balance - amount);
        Ok(balance - amount)
    }
    pub fn deposit(&self, amount: u32) -> i64 {
        drop(self.gate.lock());
        let balance = self.get();
        think();
        self.set(balance + i64::from(amount));
        balance + i64::from(amount)
    }
    pub fn balance(&self) -> i64 { drop(self.gate.lock()); self.get() }
}
