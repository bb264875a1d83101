//! Groups and pipelines as text.
//!
//! ```text
//! stage 0 levels of input 0 on plane 0
//! output stage 0
//! ```
//! ```text
//! cell 0 plane 0 byte 16.0 219.0 255
//!   read 0 = input 0 plane 0 byte 16.0 219.0 255
//!   kernel levels 1
//!   %0 = load 0 [0, 0, 0]
//!   value %0
//! output cell 0, input 0 plane 1, input 0 plane 2
//! ```

use std::fmt;

use super::{Cell, CellId, Entries, Group, Origin, Pipeline, PlaneSource, Read, Table};

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, stage) in self.stages.iter().enumerate() {
            let inputs: Vec<String> = stage.inputs.iter().map(ToString::to_string).collect();
            write!(f, "stage {number} {} of {}", stage.name, inputs.join(", "))?;
            if let Some(on) = super::planes_text(&stage.planes) {
                write!(f, " {on}")?;
            }
            if let Some(line) = stage.line {
                write!(f, " (line {line})")?;
            }
            writeln!(f)?;
        }
        let outputs: Vec<String> = self.outputs.iter().map(|output| format!("stage {output}")).collect();
        writeln!(f, "output {}", outputs.join(", "))
    }
}

/// `input 0`, `stage 2`
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(input) => write!(f, "input {input}"),
            Self::Stage(stage) => write!(f, "stage {stage}"),
        }
    }
}

impl fmt::Display for Pipeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, cell) in self.cells.iter().enumerate() {
            write!(f, "cell {number} {cell}")?;
        }
        for planes in &self.outputs {
            let planes: Vec<String> = planes.iter().map(ToString::to_string).collect();
            writeln!(f, "output {}", planes.join(", "))?;
        }
        Ok(())
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "plane {} {}", self.plane, self.stored)?;
        for (number, read) in self.reads.iter().enumerate() {
            writeln!(f, "  read {number} = {read}")?;
        }
        for line in self.kernel.to_string().lines() {
            writeln!(f, "  {line}")?;
        }
        self.table.as_ref().map_or(Ok(()), |table| writeln!(f, "  {table}"))
    }
}

/// `input 0 plane 1 half`, `cell 3`
impl fmt::Display for Read {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input { input, plane, stored } => write!(f, "input {input} plane {plane} {stored}"),
            Self::Cell(id) => id.fmt(f),
        }
    }
}

/// `input 0 plane 1`, `cell 3`
impl fmt::Display for PlaneSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input { input, plane } => write!(f, "input {input} plane {plane}"),
            Self::Cell(id) => id.fmt(f),
        }
    }
}

impl fmt::Display for CellId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cell {}", self.0)
    }
}

/// Elements that are written between the first and the last of a table.
const SHOWN: usize = 8;

/// `table of 256: 0 … 12 … 35 … 57 … 80 … 103 … 125 … 148 … 171 … 255`, evenly spaced
impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.entries.len();
        let element = |place: usize| match &self.entries {
            Entries::Byte(all) => all[place].to_string(),
            Entries::Word(all) => all[place].to_string(),
            Entries::Single(all) => format!("{:?}", all[place]),
        };
        let middle: Vec<String> = (1..=SHOWN).map(|step| element(step * (count - 1) / (SHOWN + 1))).collect();
        write!(f, "table of {count}: {} … {} … {}", element(0), middle.join(" … "), element(count - 1))
    }
}
