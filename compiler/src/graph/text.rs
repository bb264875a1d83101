//! The printed form of a graph: one node a line, in topological order.
//!
//! ```text
//! %0 = source tape stream 0            720x576 25fps yuv420 u8 limited bt470bg left tff
//! %1 = crop %0 (bottom: 8px)           720x568 …
//! output "restored.mkv" video: %1 |> ffv1(slices: 4)
//! ```

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use crate::plan::Reach;
use crate::resolve::{Class, WarmUp};

use super::{Graph, NodeId, NodeKind};

impl fmt::Display for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let order = self.topological();
        let numbers: BTreeMap<NodeId, usize> = order.iter().enumerate().map(|(number, id)| (*id, number)).collect();
        let number = |id: NodeId| numbers.get(&id).copied().unwrap_or(usize::MAX);
        for id in &order {
            let node = self.node(*id);
            let mut line = format!("%{} = ", number(*id));
            match &node.kind {
                NodeKind::Source { input, stream } => {
                    write!(line, "source {} (input {input}, stream {stream})", node.name)?
                }
                NodeKind::Kernel { kernel, args, planes } => {
                    write!(line, "kernel {}", kernel.name)?;
                    self.write_inputs(&mut line, *id, &number)?;
                    let on: Vec<_> =
                        (0..planes.len()).filter(|plane| planes[*plane]).map(|plane| plane.to_string()).collect();
                    write!(line, " ({args})")?;
                    if !planes.is_empty() {
                        write!(line, " on planes {}", on.join(", "))?;
                    }
                }
                NodeKind::Native { filter, args, .. } => {
                    write!(line, "{filter}")?;
                    self.write_inputs(&mut line, *id, &number)?;
                    if !args.0.is_empty() {
                        write!(line, " ({args})")?;
                    }
                }
                NodeKind::Model { name, file } => {
                    write!(line, "model {name} {file:?}")?;
                    self.write_inputs(&mut line, *id, &number)?;
                }
                NodeKind::Undecided { filter } => {
                    write!(line, "{filter}")?;
                    self.write_inputs(&mut line, *id, &number)?;
                    line.push_str(" (not known yet)");
                }
                NodeKind::Retag => {
                    write!(line, "retag")?;
                    self.write_inputs(&mut line, *id, &number)?;
                }
            }
            write!(line, " : {}", node.clip)?;
            if node.window != crate::plan::Window::default() {
                write!(line, " window -{}..{}", node.window.before, node.window.after)?;
            }
            match node.warm_up {
                Some(WarmUp::Frames(frames)) => write!(line, " warm-up {frames}")?,
                Some(WarmUp::All) => line.push_str(" warm-up all"),
                None => {}
            }
            if node.class != Class::Exact {
                write!(line, " {}", node.class)?;
            }
            if let Some(backend) = node.pin {
                write!(line, " on the {backend}")?;
            }
            if let Some(reason) = &node.inserted {
                write!(line, " // inserted: {reason}")?;
            }
            writeln!(f, "{line}")?;
        }
        let reaches = self.reach();
        for output in &self.outputs {
            write!(f, "output {}", output.path.as_ref().map_or("(no path)".to_owned(), |path| format!("{path:?}")))?;
            if let Some(video) = &output.video {
                write!(f, " video: %{} |> {}({})", number(video.clip), video.encoder, video.args)?;
                for (source, reach) in reaches.get(&video.clip).into_iter().flatten() {
                    if *reach != Reach::NONE {
                        write!(f, " reach %{} {reach}", number(*source))?;
                    }
                }
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

impl Graph {
    fn write_inputs(&self, line: &mut String, id: NodeId, number: &impl Fn(NodeId) -> usize) -> fmt::Result {
        for (port, input) in self.inputs(id).into_iter().enumerate() {
            write!(line, "{} %{}", if port == 0 { "" } else { "," }, number(input))?;
        }
        Ok(())
    }
}
