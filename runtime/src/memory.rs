//! Memory that the system does not give: told as a finding, whoever notices it.

use fwr_compiler::diagnostics::{Code, Diagnostic};

/// What a thread unwinds with that finds no room for so many bytes.
#[derive(Debug)]
pub(crate) struct NoRoom(pub(crate) usize);

/// Ends what this thread does, for want of room for `bytes` more; whoever guards the thread tells it.
///
/// Frames are made deep inside of filters, which have nothing to say of memory, so this goes the way of a panic,
/// without its words.
pub(crate) fn give_up(bytes: usize) -> ! {
    std::panic::resume_unwind(Box::new(NoRoom(bytes)))
}

/// The finding: there is no memory for `what`.
pub(crate) fn no_room(what: &str) -> Diagnostic {
    Diagnostic::new(Code::OUT_OF_MEMORY, format!("the system gives no memory for {what}")).help(
        "let the run take less with --memory or --threads 1, or let it have more: `ulimit -v`, the container's limit",
    )
}

/// The same, for so many bytes of a thread called `thread`.
pub(crate) fn no_room_in(thread: &str, bytes: usize) -> Diagnostic {
    let mib = bytes as f64 / 1_048_576.0;
    no_room(&format!("a piece of {mib:.1} MiB, in the thread `{thread}`"))
}
