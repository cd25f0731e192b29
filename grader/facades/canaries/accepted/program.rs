use std::{collections::VecDeque, error::Error, fmt};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    #[default]
    Free,
    Taken(u8),
}

impl ::std::fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

macro_rules! list {
    ($($x:expr),*) => { [$($x),*] };
}

pub fn sum(text: &str) -> Result<i64, Box<dyn Error>> {
    let mut all: VecDeque<i64> = vec![1, 2, 3].into();
    all.push_back(text.parse::<i64>()?);
    assert!(!all.is_empty(), "{}", format!("{all:?}"));
    if cfg!(test) {
        unreachable!()
    }
    println!("{}", matches!(State::Free, State::Taken(_)));
    Ok(all.iter().sum::<i64>() + list![1, 2][0])
}

pub async fn late() -> String {
    core::future::ready(State::Taken(3)).await.to_string()
}
