pub struct S(pub &'static mut ::core::sync::atomic::AtomicI64);
