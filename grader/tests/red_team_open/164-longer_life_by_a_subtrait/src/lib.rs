//! Wrong: a subtrait promises too much of its supertrait (rust-lang/rust #84591), which makes a number writable that no
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
    trait Wide<'a, 'b> { fn convert<T>(place: &'a mut T) -> &'b mut T; }
    trait Narrow<'a, 'b, R>: Wide<'a, 'b> {}
    struct Both;
    impl<'a: 'b, 'b> Wide<'a, 'b> for Both { fn convert<T>(place: &'a mut T) -> &'b mut T { place } }
    impl<'a, 'b> Narrow<'a, 'b, &'b &'a ()> for Both {}
    fn wide<S: for<'a, 'b> Wide<'a, 'b>, T>(place: &mut T) -> &'static mut T { S::convert(place) }
    fn narrow<S: for<'a, 'b> Narrow<'a, 'b, &'b &'a ()>, T>(place: &mut T) -> &'static mut T { wide::<S, T>(place) }
    fn longer<T>(place: &mut T) -> &'static mut T { narrow::<Both, T>(place) }
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
