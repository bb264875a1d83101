//! Words for people on stderr: nobody who has stopped listening ends the program.

/// Writes a line to stderr, as `eprintln!` does; if nobody reads it, that is no error.
///
/// What a run was told to do it does to the end, and the exit status says how it went.
macro_rules! say {
    ($($words:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), $($words)*);
    }};
}

pub(crate) use say;
