//! Graphs in Markdown.

/// A fenced block that holds a graph.
pub struct Block {
    /// The line that its text starts on, from 1.
    pub line: usize,
    /// The code that it must give, if it is there to fail.
    pub fails: Option<String>,
    /// Its text.
    pub graph: String,
}

/// The blocks fenced as `fwr` in a Markdown text.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (number, line) in text.lines().enumerate() {
        match (&mut open, line.trim_start().strip_prefix("```")) {
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => {
                block.graph.push_str(line);
                block.graph.push('\n');
            }
            (None, Some(info)) => {
                let mut words = info.split(',').map(str::trim);
                let is_graph = words.next() == Some("fwr");
                let fails = words.find_map(|word| word.strip_prefix("fails=").map(str::to_owned));
                // Other blocks are followed too, so that their ends are not taken for beginnings.
                open = Some(Block { line: number + 2, fails, graph: String::new() });
                if !is_graph && let Some(block) = &mut open {
                    block.line = 0;
                }
            }
            (None, None) => {}
        }
    }
    blocks.retain(|block| block.line > 0);
    blocks
}
