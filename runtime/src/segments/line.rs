//! The segments of one output, as its encoder goes along them.

use std::io;
use std::path::PathBuf;

use fwr_compiler::diagnostics::Diagnostic;

use super::packet_log::{Head, Reader, Writer};
use super::work::{Cut, file_of};
use super::{Opening, Pass, Record, refusals};
use crate::media::{Packet, io_failure};

/// The segments of an output in one pass.
pub(crate) struct Line<'a> {
    pass: Pass<'a>,
    cut: &'a Cut,
    output: usize,
    /// The output's path, for messages.
    path: &'a str,
}

/// A segment that is being made. Dropped before it is finished, it leaves nothing behind.
pub(crate) struct Segment<'a> {
    line: &'a Line<'a>,
    number: u64,
    temporary: PathBuf,
    writer: Option<Writer>,
}

/// A segment that is read back.
pub(crate) struct Kept {
    reader: Reader,
    path: PathBuf,
}

impl<'a> Line<'a> {
    /// The segments of output `output`, whose path is `path`; `None` if the run is not cut.
    pub(crate) fn of(pass: &Pass<'a>, output: usize, path: &'a str) -> Option<Self> {
        Some(Self { cut: pass.work.cut.as_ref()?, pass: pass.clone(), output, path })
    }

    /// The first segment that this pass has to do with.
    pub(crate) fn first(&self) -> u64 {
        if self.pass.writes { 0 } else { self.pass.span.start }
    }

    /// Whether this pass makes a segment.
    pub(crate) fn makes(&self, number: u64) -> bool {
        self.pass.span.contains(&number)
    }

    /// Frames in a segment.
    pub(crate) fn frames(&self) -> u64 {
        self.cut.frames[self.output]
    }

    /// What the first frame said, if it was seen.
    pub(crate) fn opening(&self) -> Option<Opening> {
        self.cut.state().openings.get(&(self.output as u32)).cloned()
    }

    /// Notes what the first frame says.
    pub(crate) fn set_opening(&self, opening: &Opening) -> Result<(), Diagnostic> {
        self.cut.set_opening(self.output, opening).map_err(|error| io_failure(self.path, &error))
    }

    /// A segment that was complete before this pass came to it.
    pub(crate) fn kept(&self, number: u64) -> Option<Record> {
        self.cut.state().segments.get(&number).map(|records| records[self.output].clone())
    }

    /// Opens a segment that is kept, of an encoder with these headers.
    ///
    /// # Errors
    /// E1224 if the file is not what was written; it is removed, so that it is made anew.
    pub(crate) fn read(&self, number: u64, headers: u32) -> Result<Kept, Diagnostic> {
        let path = file_of(self.folder(), number);
        let opened = Reader::open(&path).and_then(|reader| {
            if reader.head == self.head(number, headers) {
                return Ok(reader);
            }
            Err(io::Error::new(io::ErrorKind::InvalidData, "it is another segment's, or another encoder's"))
        });
        match opened {
            Ok(reader) => Ok(Kept { reader, path }),
            Err(error) => Err(spoilt(&path, &error)),
        }
    }

    /// Begins a segment, of an encoder with these headers.
    pub(crate) fn write(&self, number: u64, headers: u32) -> Result<Segment<'_>, Diagnostic> {
        let temporary = self.folder().join(format!("{number:06}.{}.part", std::process::id()));
        let writer = Writer::create(&temporary, self.head(number, headers)).map_err(|error| self.failed(&error))?;
        Ok(Segment { line: self, number, temporary, writer: Some(writer) })
    }

    /// Notes a segment without frames: the clip ended before it.
    pub(crate) fn pass_over(&self, number: u64) -> Result<(), Diagnostic> {
        let record = Record { ended: true, ..Record::default() };
        self.cut.done(self.output, number, record).map_err(|error| self.failed(&error))
    }

    fn head(&self, segment: u64, headers: u32) -> Head {
        Head { segment, output: self.output as u32, headers }
    }

    fn folder(&self) -> &std::path::Path {
        self.pass.work.folder(self.output).unwrap_or(std::path::Path::new("."))
    }

    fn failed(&self, error: &io::Error) -> Diagnostic {
        io_failure(self.path, error)
    }
}

impl Segment<'_> {
    /// Keeps a packet.
    pub(crate) fn packet(&mut self, packet: &Packet) -> Result<(), Diagnostic> {
        let Some(writer) = &mut self.writer else { return Ok(()) };
        writer.packet(packet).map_err(|error| self.line.failed(&error))
    }

    /// Ends the segment: it is on the disk, and so is its line in the journal once all outputs have it.
    ///
    /// `record` says all but what is in the file.
    pub(crate) fn finish(mut self, record: Record) -> Result<(), Diagnostic> {
        let Some(writer) = self.writer.take() else { return Ok(()) };
        let line = self.line;
        let finish = || {
            let written = writer.finish()?;
            std::fs::rename(&self.temporary, file_of(line.folder(), self.number))?;
            line.pass.work.sync(line.output);
            let (packets, bytes, sum) = (written.packets, written.bytes, written.sum);
            line.cut.done(line.output, self.number, Record { packets, bytes, sum, ..record })
        };
        finish().map_err(|error| line.failed(&error))
    }
}

impl Drop for Segment<'_> {
    fn drop(&mut self) {
        // Gone already if the segment was finished.
        let _ = std::fs::remove_file(&self.temporary);
    }
}

impl Kept {
    /// The next packet; `None` after the last.
    ///
    /// # Errors
    /// As [`Line::read`].
    pub(crate) fn next(&mut self) -> Result<Option<Packet>, Diagnostic> {
        self.reader.next().map_err(|error| spoilt(&self.path, &error))
    }
}

/// What to say of a file that is not what was written; it is removed, so that its segment does not count any more.
fn spoilt(path: &std::path::Path, error: &io::Error) -> Diagnostic {
    let _ = std::fs::remove_file(path);
    refusals::damaged(path, error)
}
