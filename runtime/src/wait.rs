//! Waiting for a pipe without being held up by it: a run that is to stop does, whoever does not read or write.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::os::fd::{AsRawFd, RawFd};
use std::os::unix::fs::FileTypeExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Milliseconds between two looks whether to stop.
const LOOK: libc::c_int = 100;

/// Whether a run is to stop, for those who wait outside of its queues.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stop {
    /// The user wants it.
    pub(crate) cancel: Arc<AtomicBool>,
    /// Something failed.
    pub(crate) failed: Arc<AtomicBool>,
}

/// What is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Until {
    /// Something can be read, or nothing ever will be.
    Bytes,
    /// Some bytes can be written at once, or none ever will be.
    Room,
}

impl Stop {
    /// Whether to stop.
    pub(crate) fn is_stopped(&self) -> bool {
        self.failed.load(Ordering::Acquire) || self.cancel.load(Ordering::Relaxed)
    }

    /// Waits for a file; `false` if the run is to stop instead.
    pub(crate) fn wait(&self, file: RawFd, until: Until) -> bool {
        let events = if until == Until::Bytes { libc::POLLIN } else { libc::POLLOUT };
        loop {
            if self.is_stopped() {
                return false;
            }
            let mut asked = libc::pollfd { fd: file, events, revents: 0 };
            // SAFETY: one entry, as stated; what the system says is written into it.
            let found = unsafe { libc::poll(&raw mut asked, 1, LOOK) };
            let interrupted = || io::Error::last_os_error().kind() == io::ErrorKind::Interrupted;
            // An error is told by the reading or writing that follows.
            if found > 0 || found < 0 && !interrupted() {
                return true;
            }
        }
    }
}

/// A pipe that is written to as far as it takes something.
pub(crate) struct Patient {
    file: File,
    stop: Stop,
}

impl Patient {
    /// `file` as it is if it is a pipe or socket, whose writing can be waited for; else gives it back.
    ///
    /// # Errors
    /// The file, if it takes everything at once.
    pub(crate) fn new(file: File, stop: Stop) -> Result<Self, File> {
        let waits = |found: std::fs::Metadata| found.file_type().is_fifo() || found.file_type().is_socket();
        if file.metadata().is_ok_and(waits) { Ok(Self { file, stop }) } else { Err(file) }
    }
}

impl Write for Patient {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.stop.wait(self.file.as_raw_fd(), Until::Room) {
            return Err(io::Error::other("the run is to stop"));
        }
        // So many bytes a pipe with room takes at once; more may have to wait for a reader.
        self.file.write(&bytes[..bytes.len().min(libc::PIPE_BUF)])
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Seek for Patient {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;
    use std::os::fd::OwnedFd;
    use std::time::Duration;

    #[test]
    fn a_pipe_that_nobody_reads_is_left_when_the_run_is_to_stop() {
        let (mut reader, writer) = io::pipe().expect("a pipe");
        let stop = Stop::default();
        let mut pipe = Patient::new(File::from(OwnedFd::from(writer)), stop.clone()).expect("it is a pipe");
        let bytes: Vec<u8> = (0..3_000_000_u32).map(|number| number as u8).collect();
        std::thread::scope(|scope| {
            let writing = scope.spawn(|| pipe.write_all(&bytes).and_then(|()| pipe.write_all(&bytes)));
            let mut read = vec![0; bytes.len()];
            reader.read_exact(&mut read).expect("readable");
            assert!(read == bytes);
            std::thread::sleep(Duration::from_millis(50));
            assert!(!writing.is_finished());
            stop.cancel.store(true, Ordering::Relaxed);
            assert!(writing.join().expect("no panic").is_err());
        });
    }

    #[test]
    fn files_need_no_patience() {
        let file = tempfile::tempfile().expect("a file");
        assert!(Patient::new(file, Stop::default()).is_err());
    }
}
