//! Groups of kernels out of arbitrary bytes.

use fwr_compiler::fusion::{Group, GroupStage, Origin};
use fwr_compiler::kernel::{
    Border, Builder, CodeMap, Expr, Kernel, Load, Statistic, StatisticKind, Stored, UnaryOp, generate, verify,
};
use fwr_compiler::media::{CodeScale, VideoFormat};
use fwr_compiler::types::Args;

/// A group of kernels that read up to two inputs, the group's or earlier stages.
pub(crate) fn group(bytes: &[Vec<u8>], format: &VideoFormat, choices: &[u8]) -> Group {
    let mut choices = choices.iter().copied().cycle();
    let mut choose = |below: usize| usize::from(choices.next().unwrap_or(0)) % below;
    let planes = format.planes();
    let one_size = (0..planes).all(|plane| format.plane_size(plane) == format.plane_size(0));
    let mut stages: Vec<GroupStage> = Vec::new();
    for (number, bytes) in bytes.iter().enumerate() {
        let origins: Vec<Origin> = (0..2)
            .map(|_| match choose(number + 2) {
                0 => Origin::Input(choose(2) as u32),
                // Recent stages are likelier, so that groups grow deep.
                back => Origin::Stage(number.saturating_sub(back) as u32),
            })
            .map(|origin| if number == 0 { Origin::Input(0) } else { origin })
            .collect();
        let far = i16::from(origins.iter().all(|origin| matches!(origin, Origin::Input(_))));
        let kernel = generate::from_bytes(bytes, 2, 2, far);
        let reads_inputs = matches!(origins[0], Origin::Input(_));
        let joint = planes > 1 && one_size && choose(4) == 0;
        let kernel = varied(&kernel, choose(256), reads_inputs, joint.then_some(planes));
        assert_eq!(verify(&kernel), Ok(()), "{kernel}");
        let mask = (0..planes).map(|plane| plane == 0 || choose(4) > 0).collect();
        let inputs = origins[..usize::from(kernel.inputs)].to_vec();
        stages.push(GroupStage {
            name: format!("stage {number}"),
            kernel,
            planes: mask,
            inputs,
            format: format.clone(),
            line: None,
            args: Args::default(),
            inserted: None,
        });
    }
    let last = stages.len() as u32 - 1;
    let mut outputs = vec![last];
    if choose(3) == 0 {
        outputs.push(choose(stages.len()) as u32);
    }
    Group { stages, outputs }
}

/// The kernel with mirrored reads, tables, rounding, statistics and time in places; for all planes at once if asked.
fn varied(kernel: &Kernel, salt: usize, statistics: bool, joint: Option<usize>) -> Kernel {
    let mut builder = Builder::new();
    let table: Vec<f32> = (0..37).map(|at| (at * at % 23) as f32 / 11.0 - 0.4).collect();
    let table = builder.table(&table).unwrap();
    let coarse = Stored::Byte(CodeMap::new(CodeScale { offset: 16.0, span: 219.0 }, 255));
    let stores = [coarse, Stored::Half, Stored::Single].map(|store| builder.store(store).unwrap());
    let mut values = Vec::new();
    for value in 0..joint.unwrap_or(1) {
        let mut count = salt + value;
        let of = |count: usize| joint.map(|planes| (count % planes) as u8);
        let copied = builder.copy(kernel, |builder, expr| {
            count += 1;
            let expr = match expr {
                Expr::Load(load) => {
                    let border = if (count / 3).is_multiple_of(3) { Border::Mirror } else { Border::Clamp };
                    Expr::Load(Load { border, plane: of(count), ..load })
                }
                Expr::Unary(UnaryOp::Floor, a) => Expr::Lookup(table, a),
                Expr::Unary(UnaryOp::Sqrt, a) => Expr::Stored(stores[count % 3], a),
                Expr::Width if statistics => {
                    let kinds = [
                        StatisticKind::Min,
                        StatisticKind::Max,
                        StatisticKind::Mean,
                        StatisticKind::Percentile(0.3),
                        StatisticKind::Share(0.1, 0.7),
                    ];
                    Expr::Statistic(Statistic { input: 0, plane: of(count), dt: 0, kind: kinds[count % 5] })
                }
                Expr::Height => Expr::Time,
                Expr::Random(_) if joint.is_some() => Expr::X,
                _ => return None,
            };
            Some(builder.add(expr))
        });
        values.extend(copied.unwrap());
    }
    builder.finish("varied", kernel.inputs, &values)
}
