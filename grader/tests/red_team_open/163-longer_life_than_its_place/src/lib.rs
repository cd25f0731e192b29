//! Wrong: a reference outlives its place (rust-lang/rust #25860), which makes a number writable that no check sees.

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
    fn shorter<'a, 'b, T>(_: &'a &'b (), place: &'b mut T) -> &'a mut T { place }
    fn longer<'a, 'b, T>(place: &'a mut T) -> &'b mut T {
        let same: for<'x> fn(_, &'x mut T) -> &'b mut T = shorter;
        const UNIT: &'static &'static () = &&();
        same(UNIT, place)
    }
    enum Either<A, B> { A(Option<Box<A>>), B(Option<Box<B>>) }
    fn changed<A: 'static, B: 'static>(value: A) -> B {
        fn inner<A: 'static, B: 'static>(place: &mut Either<A, B>, value: A) -> B {
            let Either::B(b) = place else { unreachable!() };
            let b: &'static mut Option<Box<B>> = longer(b);
            *place = Either::A(Some(Box::new(value)));
            std::hint::black_box(&mut *place);
            *b.take().unwrap()
        }
        inner(std::hint::black_box(&mut Either::B(None)), value)
    }
    pub fn writable(place: &i64) -> &mut i64 { changed::<usize, &'static mut i64>(place as *const i64 as usize) }
}
