//! Asks for a feature of another compiler.
#![feature(core_intrinsics)]

pub struct Account;
