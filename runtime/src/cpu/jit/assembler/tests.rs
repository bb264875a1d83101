//! Instructions in bytes: as other assemblers write them.

use super::{Address, Assembler, Condition, Form, Gpr, Masking, Operand, Width, forms};

const RSI: Operand = Operand::Memory(Address::Base(Gpr::Rsi, 4));

fn indexed(base: Gpr, scale: u8, displacement: i32) -> Operand {
    Operand::Memory(Address::Indexed { base, index: Gpr::Rcx, scale, displacement })
}

fn broadcast(base: Gpr, displacement: i32) -> Operand {
    Operand::Broadcast(Address::Base(base, displacement))
}

fn check(name: &str, write: impl Fn(&mut Assembler), expected: &[u8]) {
    let mut asm = Assembler::default();
    write(&mut asm);
    assert_eq!(asm.finish().as_deref(), Some(expected), "{name}");
}

fn vector(name: &str, width: Width, form: Form, (to, first): (u8, u8), second: Operand, expected: &[u8]) {
    check(name, |asm| asm.vector(width, form, to, first, second), expected);
}

#[test]
fn wide_instructions() {
    let wide = |name, form, to, second, expected| vector(name, Width::Zmm, form, to, second, expected);
    let reg = Operand::Register;
    wide("vaddps zmm1, zmm2, zmm3", forms::ADDPS, (1, 2), reg(3), &[0x62, 0xf1, 0x6c, 0x48, 0x58, 0xcb]);
    wide("vaddps zmm17, zmm26, zmm31", forms::ADDPS, (17, 26), reg(31), &[0x62, 0x81, 0x2c, 0x40, 0x58, 0xcf]);
    let small = broadcast(Gpr::Rsi, 4);
    wide(
        "vaddps zmm9, zmm2, [rsi + 4]{1to16}",
        forms::ADDPS,
        (9, 2),
        small,
        &[0x62, 0x71, 0x6c, 0x58, 0x58, 0x4e, 0x01],
    );
    let large = broadcast(Gpr::Rsi, 1024);
    wide(
        "vaddps zmm9, zmm2, [rsi + 1024]{1to16}",
        forms::ADDPS,
        (9, 2),
        large,
        &[0x62, 0x71, 0x6c, 0x58, 0x58, 0x8e, 0x00, 0x04, 0x00, 0x00],
    );
    wide(
        "vsubps zmm9, zmm18, [r13 + 4*rcx - 64]",
        forms::SUBPS,
        (9, 18),
        indexed(Gpr::R13, 2, -64),
        &[0x62, 0x51, 0x6c, 0x40, 0x5c, 0x4c, 0x8d, 0xff],
    );
    wide(
        "vsubps zmm9, zmm18, [r12 + 4*rcx + 4]",
        forms::SUBPS,
        (9, 18),
        indexed(Gpr::R12, 2, 4),
        &[0x62, 0x51, 0x6c, 0x40, 0x5c, 0x8c, 0x8c, 0x04, 0x00, 0x00, 0x00],
    );
    wide(
        "vpmovzxbd zmm19, [r10 + rcx - 1]",
        forms::PMOVZXBD,
        (19, 0),
        indexed(Gpr::R10, 0, -1),
        &[0x62, 0xc2, 0x7d, 0x48, 0x31, 0x9c, 0x0a, 0xff, 0xff, 0xff, 0xff],
    );
    wide(
        "vpmovzxbd zmm19, [r10 + rcx + 16]",
        forms::PMOVZXBD,
        (19, 0),
        indexed(Gpr::R10, 0, 16),
        &[0x62, 0xc2, 0x7d, 0x48, 0x31, 0x5c, 0x0a, 0x01],
    );
    wide(
        "vpmovusdb [rdx + rcx], zmm17",
        forms::PMOVUSDB,
        (17, 0),
        indexed(Gpr::Rdx, 0, 0),
        &[0x62, 0xe2, 0x7e, 0x48, 0x11, 0x0c, 0x0a],
    );
    wide(
        "vpmovusdw [rdx + 2*rcx], zmm7",
        forms::PMOVUSDW,
        (7, 0),
        indexed(Gpr::Rdx, 1, 0),
        &[0x62, 0xf2, 0x7e, 0x48, 0x13, 0x3c, 0x4a],
    );
    wide(
        "vcvtph2ps zmm17, [rbx + 2*rcx + 6]",
        forms::CVTPH2PS,
        (17, 0),
        indexed(Gpr::Rbx, 1, 6),
        &[0x62, 0xe2, 0x7d, 0x48, 0x13, 0x8c, 0x4b, 0x06, 0x00, 0x00, 0x00],
    );
    wide("vpmovd2m k4, zmm25", forms::PMOVD2M, (4, 0), reg(25), &[0x62, 0x92, 0x7e, 0x48, 0x39, 0xe1]);
    wide("vscalefps zmm4, zmm5, zmm6", forms::SCALEFPS, (4, 5), reg(6), &[0x62, 0xf2, 0x55, 0x48, 0x2c, 0xe6]);
    wide("vpbroadcastd zmm19, eax", forms::PBROADCASTD_GPR, (19, 0), reg(0), &[0x62, 0xe2, 0x7d, 0x48, 0x7c, 0xd8]);
    wide("vpminub zmm1, zmm2, zmm3", forms::PMINUB, (1, 2), reg(3), &[0x62, 0xf1, 0x6d, 0x48, 0xda, 0xcb]);
    let stack = |at| Operand::Memory(Address::Base(Gpr::Rsp, at));
    wide(
        "vpmulld zmm1, zmm2, [rsp + 64]",
        forms::PMULLD,
        (1, 2),
        stack(64),
        &[0x62, 0xf2, 0x6d, 0x48, 0x40, 0x4c, 0x24, 0x01],
    );
    wide(
        "vmovups [rsp + 8192], zmm30",
        forms::MOVUPS_STORE,
        (30, 0),
        stack(8192),
        &[0x62, 0x61, 0x7c, 0x48, 0x11, 0xb4, 0x24, 0x00, 0x20, 0x00, 0x00],
    );
    let frame = Operand::Memory(Address::Base(Gpr::Rbp, 0));
    wide("vmovups zmm3, [rbp]", forms::MOVUPS_LOAD, (3, 0), frame, &[0x62, 0xf1, 0x7c, 0x48, 0x10, 0x5d, 0x00]);
}

#[test]
fn wide_instructions_with_a_byte_or_a_mask() {
    let reg = Operand::Register;
    let with = |name, form, to, first, second, imm, expected| {
        check(name, |asm| asm.vector_with(Width::Zmm, form, to, first, second, imm), expected);
    };
    with("vcmpltps k3, zmm20, zmm21", forms::CMPPS, 3, 20, reg(21), 1, &[0x62, 0xb1, 0x5c, 0x40, 0xc2, 0xdd, 0x01]);
    with(
        "vcmpneqps k3, zmm20, [r9]{1to16}",
        forms::CMPPS,
        3,
        20,
        broadcast(Gpr::R9, 0),
        4,
        &[0x62, 0xd1, 0x5c, 0x50, 0xc2, 0x19, 0x04],
    );
    with("vpslld zmm17, zmm3, 23", forms::SHIFTD, 6, 17, reg(3), 23, &[0x62, 0xf1, 0x75, 0x40, 0x72, 0xf3, 0x17]);
    with(
        "vpsrld zmm1, [rsi]{1to16}, 8",
        forms::SHIFTD,
        2,
        1,
        broadcast(Gpr::Rsi, 0),
        8,
        &[0x62, 0xf1, 0x75, 0x58, 0x72, 0x16, 0x08],
    );
    with("vrndscaleps zmm4, zmm5, 9", forms::ROUNDPS, 4, 0, reg(5), 9, &[0x62, 0xf3, 0x7d, 0x48, 0x08, 0xe5, 0x09]);
    with(
        "vcvtps2ph [rdx + 2*rcx], zmm7, 0",
        forms::CVTPS2PH,
        7,
        0,
        indexed(Gpr::Rdx, 1, 0),
        0,
        &[0x62, 0xf3, 0x7d, 0x48, 0x1d, 0x3c, 0x4a, 0x00],
    );
    let masked = |name, form, masking, to, first, second, expected| {
        check(name, |asm| asm.masked(form, masking, to, first, second), expected);
    };
    masked(
        "vblendmps zmm1 {k2}, zmm3, zmm20",
        forms::BLENDMPS,
        Masking::Merge(2),
        1,
        3,
        reg(20),
        &[0x62, 0xb2, 0x65, 0x4a, 0x65, 0xcc],
    );
    masked(
        "vmovaps zmm1 {k2} {z}, zmm20",
        forms::MOVAPS,
        Masking::Zero(2),
        1,
        0,
        reg(20),
        &[0x62, 0xb1, 0x7c, 0xca, 0x28, 0xcc],
    );
    masked(
        "vbroadcastss zmm1 {k2} {z}, [rsi + 4]",
        forms::BROADCASTSS,
        Masking::Zero(2),
        1,
        0,
        RSI,
        &[0x62, 0xf2, 0x7d, 0xca, 0x18, 0x4e, 0x01],
    );
    let gathered = Operand::Memory(Address::Gathered { base: Gpr::Rax, index: 20 });
    masked(
        "vgatherdps zmm1 {k7}, [rax + 4*zmm20]",
        forms::GATHERDPS,
        Masking::Merge(7),
        1,
        0,
        gathered,
        &[0x62, 0xf2, 0x7d, 0x47, 0x92, 0x0c, 0xa0],
    );
}

#[test]
fn narrow_instructions() {
    let narrow = |name, form, to, second, expected| vector(name, Width::Ymm, form, to, second, expected);
    let reg = Operand::Register;
    narrow("vmulps ymm1, ymm2, ymm3", forms::MULPS, (1, 2), reg(3), &[0xc5, 0xec, 0x59, 0xcb]);
    narrow("vmulps ymm9, ymm10, ymm11", forms::MULPS, (9, 10), reg(11), &[0xc4, 0x41, 0x2c, 0x59, 0xcb]);
    narrow(
        "vmulps ymm9, ymm10, [r12 + 4*rcx - 4]",
        forms::MULPS,
        (9, 10),
        indexed(Gpr::R12, 2, -4),
        &[0xc4, 0x41, 0x2c, 0x59, 0x4c, 0x8c, 0xfc],
    );
    let far = Operand::Memory(Address::Base(Gpr::Rsi, 400));
    narrow(
        "vbroadcastss ymm1, [rsi + 400]",
        forms::BROADCASTSS,
        (1, 0),
        far,
        &[0xc4, 0xe2, 0x7d, 0x18, 0x8e, 0x90, 0x01, 0x00, 0x00],
    );
    narrow(
        "vpmovzxwd ymm9, [r14 + 2*rcx + 2]",
        forms::PMOVZXWD,
        (9, 0),
        indexed(Gpr::R14, 1, 2),
        &[0xc4, 0x42, 0x7d, 0x33, 0x4c, 0x4e, 0x02],
    );
    narrow("vfnmadd231ps ymm1, ymm2, ymm9", forms::FNMADD231PS, (1, 2), reg(9), &[0xc4, 0xc2, 0x6d, 0xbc, 0xc9]);
    narrow("vfmsub132ps ymm1, ymm2, ymm9", forms::FMSUB132PS, (1, 2), reg(9), &[0xc4, 0xc2, 0x6d, 0x9a, 0xc9]);
    narrow("vpmaxuw ymm1, ymm2, ymm9", forms::PMAXUW, (1, 2), reg(9), &[0xc4, 0xc2, 0x6d, 0x3e, 0xc9]);
    narrow("vpcmpeqd ymm15, ymm15, ymm15", forms::PCMPEQD, (15, 15), reg(15), &[0xc4, 0x41, 0x05, 0x76, 0xff]);
    narrow("vpbroadcastd ymm3, xmm3", forms::PBROADCASTD, (3, 0), reg(3), &[0xc4, 0xe2, 0x7d, 0x58, 0xdb]);
    let gathered = Operand::Memory(Address::Gathered { base: Gpr::Rax, index: 12 });
    narrow(
        "vgatherdps ymm1, [rax + 4*ymm12], ymm15",
        forms::GATHERDPS,
        (1, 15),
        gathered,
        &[0xc4, 0xa2, 0x05, 0x92, 0x0c, 0xa0],
    );
    let small = |name, form, to, second, expected| vector(name, Width::Xmm, form, to, second, expected);
    small("vpackusdw xmm15, xmm3, xmm15", forms::PACKUSDW, (15, 3), reg(15), &[0xc4, 0x42, 0x61, 0x2b, 0xff]);
    small("vpackuswb xmm15, xmm15, xmm15", forms::PACKUSWB, (15, 15), reg(15), &[0xc4, 0x41, 0x01, 0x67, 0xff]);
    small(
        "vmovq [rdx + rcx], xmm15",
        forms::MOVQ_STORE,
        (15, 0),
        indexed(Gpr::Rdx, 0, 0),
        &[0xc5, 0x79, 0xd6, 0x3c, 0x0a],
    );
    small("vmovd xmm3, eax", forms::MOVD, (3, 0), reg(0), &[0xc5, 0xf9, 0x6e, 0xd8]);
    let with = |name, form, to, first, second, imm, expected| {
        check(name, |asm| asm.vector_with(Width::Ymm, form, to, first, second, imm), expected);
    };
    with(
        "vblendvps ymm1, ymm3, ymm12, ymm9",
        forms::BLENDVPS,
        1,
        3,
        reg(12),
        9 << 4,
        &[0xc4, 0xc3, 0x65, 0x4a, 0xcc, 0x90],
    );
    with("vpsrad ymm9, ymm12, 31", forms::SHIFTD, 4, 9, reg(12), 31, &[0xc4, 0xc1, 0x35, 0x72, 0xe4, 0x1f]);
    with("vextracti128 xmm15, ymm3, 1", forms::EXTRACTI128, 3, 0, reg(15), 1, &[0xc4, 0xc3, 0x7d, 0x39, 0xdf, 0x01]);
}

#[test]
fn instructions_on_masks() {
    let stack = |at| Operand::Memory(Address::Base(Gpr::Rsp, at));
    let mask = |name, form, to, first, second, expected| {
        check(name, |asm: &mut Assembler| asm.mask(form, to, first, second), expected);
    };
    mask("kmovw k1, [rsp + 64]", forms::KMOVW_LOAD, 1, 0, stack(64), &[0xc5, 0xf8, 0x90, 0x4c, 0x24, 0x40]);
    mask(
        "kmovw [rsp + 128], k3",
        forms::KMOVW_STORE,
        3,
        0,
        stack(128),
        &[0xc5, 0xf8, 0x91, 0x9c, 0x24, 0x80, 0x00, 0x00, 0x00],
    );
    mask("kandw k1, k2, k3", forms::KANDW, 1, 2, Operand::Register(3), &[0xc5, 0xec, 0x41, 0xcb]);
    mask("knotw k1, k2", forms::KNOTW, 1, 0, Operand::Register(2), &[0xc5, 0xf8, 0x44, 0xca]);
    mask("korw k4, k5, k6", forms::KORW, 4, 5, Operand::Register(6), &[0xc5, 0xd4, 0x45, 0xe6]);
    mask("kxnorw k7, k7, k7", forms::KXNORW, 7, 7, Operand::Register(7), &[0xc5, 0xc4, 0x46, 0xff]);
}

#[test]
fn general_instructions() {
    check("push r12", |asm| asm.push(Gpr::R12), &[0x41, 0x54]);
    check("pop rbx", |asm| asm.pop(Gpr::Rbx), &[0x5b]);
    check("mov rbp, rsp", |asm| asm.move_register(Gpr::Rbp, Gpr::Rsp), &[0x48, 0x8b, 0xec]);
    check("mov eax, ecx", |asm| asm.move_half(Gpr::Rax, Gpr::Rcx), &[0x8b, 0xc1]);
    check("mov rsi, [rdi + 8]", |asm| asm.load(Gpr::Rsi, Address::Base(Gpr::Rdi, 8)), &[0x48, 0x8b, 0x77, 0x08]);
    check(
        "mov rax, [rdi + 800]",
        |asm| asm.load(Gpr::Rax, Address::Base(Gpr::Rdi, 800)),
        &[0x48, 0x8b, 0x87, 0x20, 0x03, 0x00, 0x00],
    );
    check(
        "mov r15d, [rdi + 32]",
        |asm| asm.load_half(Gpr::R15, Address::Base(Gpr::Rdi, 32)),
        &[0x44, 0x8b, 0x7f, 0x20],
    );
    check("lea rsp, [rbp - 40]", |asm| asm.address(Gpr::Rsp, Address::Base(Gpr::Rbp, -40)), &[0x48, 0x8d, 0x65, 0xd8]);
    check(
        "movabs rax",
        |asm| asm.immediate(Gpr::Rax, 0x1234_5678_9abc_def0),
        &[0x48, 0xb8, 0xf0, 0xde, 0xbc, 0x9a, 0x78, 0x56, 0x34, 0x12],
    );
    check("xor ecx, ecx", |asm| asm.clear(Gpr::Rcx), &[0x33, 0xc9]);
    check("add rcx, 16", |asm| asm.add(Gpr::Rcx, 16), &[0x48, 0x81, 0xc1, 0x10, 0, 0, 0]);
    check("and rsp, -64", |asm| asm.and(Gpr::Rsp, -64), &[0x48, 0x81, 0xe4, 0xc0, 0xff, 0xff, 0xff]);
    check("add eax, r15d", |asm| asm.add_half(Gpr::Rax, Gpr::R15), &[0x41, 0x03, 0xc7]);
    check(
        "imul eax, eax, 0x7eb352d",
        |asm| asm.multiply_half(Gpr::Rax, Gpr::Rax, 0x07eb_352d),
        &[0x69, 0xc0, 0x2d, 0x35, 0xeb, 0x07],
    );
    check("cmp rcx, r8", |asm| asm.compare(Gpr::Rcx, Gpr::R8), &[0x49, 0x3b, 0xc8]);
    check("or byte [rsp], 0", |asm| asm.touch(Address::Base(Gpr::Rsp, 0)), &[0x80, 0x0c, 0x24, 0x00]);
    check("vzeroupper; ret", |asm| (asm.zero_upper(), asm.ret()).1, &[0xc5, 0xf8, 0x77, 0xc3]);
}

#[test]
fn distances_to_labels_count_from_the_end_of_an_instruction() {
    check(
        "a loop and a constant",
        |asm| {
            let (again, constant) = (asm.label(), asm.label());
            asm.bind(again);
            asm.vector_with(Width::Ymm, forms::CMPPS, 1, 2, Operand::Memory(Address::Label(constant)), 4);
            asm.jump_if(Condition::Below, again);
            asm.bind(constant);
            asm.data(&[7]);
        },
        // vcmpneqps ymm1, ymm2, [rip + 6]; jb -15
        &[0xc5, 0xec, 0xc2, 0x0d, 6, 0, 0, 0, 4, 0x0f, 0x82, 0xf1, 0xff, 0xff, 0xff, 7],
    );
    let mut asm = Assembler::default();
    let nowhere = asm.label();
    asm.jump_if(Condition::NotBelow, nowhere);
    assert_eq!(asm.finish(), None);
}
