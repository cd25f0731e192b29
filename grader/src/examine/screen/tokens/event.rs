//! The events of a walk through a file.

/// Something in the source.
#[derive(Debug)]
pub(in crate::examine::screen) struct Event {
    pub(in crate::examine::screen) what: What,
    /// From 1.
    pub(in crate::examine::screen) line: u32,
    pub(in crate::examine::screen) file: usize,
    /// The innermost braces around it, and the innermost braces that are a module's; unique in a file.
    pub(in crate::examine::screen) scope: usize,
    pub(in crate::examine::screen) module: usize,
    /// Among the tokens of a macro of the student's own, which may be put together in any way.
    pub(in crate::examine::screen) in_macro: bool,
}

#[derive(Debug)]
pub(in crate::examine::screen) enum What {
    Path(Path),
    /// `unsafe`, `extern`, or a `static` item.
    Keyword(String),
    /// A macro called by a bare name, or in a macro any bare name.
    Macro(String),
    /// The arguments of `cfg!`.
    CfgMacro(String),
    Attribute {
        name: String,
        text: String,
        /// Only brackets, which a macro of the student's own may put behind a `#`.
        is_guess: bool,
    },
    /// `mod name;`, which the compiler takes from another file.
    File(String),
    Declares(String),
    DefinesMacro(String),
    /// An import, or the name of a macro, that only a macro's expansion knows.
    PutTogether,
    TooDeep,
    TooLong,
}

/// A path as it is written, without `self::`, `super::` and `crate::` in front.
#[derive(Debug)]
pub(in crate::examine::screen) struct Path {
    pub(in crate::examine::screen) segments: Vec<String>,
    /// The name that a `use` gives it.
    pub(in crate::examine::screen) imported_as: Option<String>,
    /// Ends in `::*`, or in something that only a macro's expansion knows.
    pub(in crate::examine::screen) is_glob: bool,
    /// Begins with `::`.
    pub(in crate::examine::screen) is_global: bool,
    /// Began with `self::`, `super::`, `crate::` or `$crate::`.
    pub(in crate::examine::screen) is_local: bool,
}

/// A path of these segments, without `self`, `super` and `crate` in front.
pub(super) fn path(
    mut segments: Vec<String>,
    is_global: bool,
    is_glob: bool,
    imported_as: Option<String>,
) -> Path {
    let count =
        segments.iter().take_while(|segment| ["self", "super", "crate"].contains(&segment.as_str())).count();
    segments.drain(..count);
    Path { segments, imported_as, is_glob, is_global, is_local: count > 0 }
}
