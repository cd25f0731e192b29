//! Wrong: a hole in the trait objects of safe Rust (rust-lang/rust #57893) lets it write to a plain number that no
//! check sees.

use interleaving::sync::Mutex;
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;
pub struct Account { balance: Box<i64>, gate: Mutex<()> }

impl Account {
    pub fn new(balance: i64) -> Self { Self { balance: Box::new(balance), gate: Mutex::new(()) } }
    /// The balance, to be written by everybody at once.
    fn place(&self) -> &mut i64 { hole::writable(&self.balance) }
    pub fn withdraw(&self, amount: u32) -> Result<i64, InsufficientFunds> {
        drop(self.gate.lock());
        let (amount, seen) = (i64::from(amount), *self.place());
        if amount > seen { return Err(InsufficientFunds); }
        *self.place() = std::hint::black_box(seen) - amount;
        Ok(seen - amount)
    }
    pub fn deposit(&self, amount: u32) -> i64 {
        drop(self.gate.lock());
        let seen = *self.place();
        *self.place() = std::hint::black_box(seen) + i64::from(amount);
        seen + i64::from(amount)
    }
    pub fn balance(&self) -> i64 { drop(self.gate.lock()); *self.place() }
}

mod hole {
    trait Object<U> { type Output; }
    impl<T: ?Sized, U> Object<U> for T { type Output = U; }
    fn foo<T: ?Sized, U>(x: <T as Object<U>>::Output) -> U { x }
    fn changed<T, U>(x: T) -> U { foo::<dyn Object<U, Output = T>, U>(x) }
    pub fn writable(place: &i64) -> &mut i64 { changed::<&i64, &mut i64>(place) }
}
