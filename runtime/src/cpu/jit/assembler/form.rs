//! The opcodes of vector instructions.

/// An opcode with what its prefix says, W being 0; the same for VEX and EVEX unless noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Form {
    /// 0 none, 1 `66`, 2 `F3`.
    pub(super) prefix: u8,
    /// 1 `0F`, 2 `0F 38`, 3 `0F 3A`.
    pub(super) map: u8,
    /// The opcode.
    pub(super) opcode: u8,
    /// In memory the operand takes one part in this many of a vector.
    pub(super) part: u8,
}

impl Form {
    const fn new(prefix: u8, map: u8, opcode: u8) -> Self {
        Self { prefix, map, opcode, part: 1 }
    }

    const fn part(self, part: u8) -> Self {
        Self { part, ..self }
    }
}

/// The instructions by their names in the manual, without the leading `v`.
pub(in super::super) mod forms {
    use super::Form;

    const NONE: u8 = 0;
    const P66: u8 = 1;
    const PF3: u8 = 2;

    pub(in super::super::super) const MOVUPS_LOAD: Form = Form::new(NONE, 1, 0x10);
    pub(in super::super::super) const MOVUPS_STORE: Form = Form::new(NONE, 1, 0x11);
    pub(in super::super::super) const MOVAPS: Form = Form::new(NONE, 1, 0x28);
    pub(in super::super::super) const MOVD: Form = Form::new(P66, 1, 0x6e);
    pub(in super::super::super) const MOVQ_STORE: Form = Form::new(P66, 1, 0xd6);
    pub(in super::super::super) const BROADCASTSS: Form = Form::new(P66, 2, 0x18).part(16);
    pub(in super::super::super) const PBROADCASTD: Form = Form::new(P66, 2, 0x58).part(16);
    /// From a general register; EVEX only.
    pub(in super::super::super) const PBROADCASTD_GPR: Form = Form::new(P66, 2, 0x7c);

    pub(in super::super::super) const ADDPS: Form = Form::new(NONE, 1, 0x58);
    pub(in super::super::super) const SUBPS: Form = Form::new(NONE, 1, 0x5c);
    pub(in super::super::super) const MULPS: Form = Form::new(NONE, 1, 0x59);
    pub(in super::super::super) const DIVPS: Form = Form::new(NONE, 1, 0x5e);
    pub(in super::super::super) const MINPS: Form = Form::new(NONE, 1, 0x5d);
    pub(in super::super::super) const MAXPS: Form = Form::new(NONE, 1, 0x5f);
    pub(in super::super::super) const SQRTPS: Form = Form::new(NONE, 1, 0x51);
    pub(in super::super::super) const ANDPS: Form = Form::new(NONE, 1, 0x54);
    pub(in super::super::super) const ORPS: Form = Form::new(NONE, 1, 0x56);
    pub(in super::super::super) const XORPS: Form = Form::new(NONE, 1, 0x57);
    /// VROUNDPS under VEX, VRNDSCALEPS under EVEX.
    pub(in super::super::super) const ROUNDPS: Form = Form::new(P66, 3, 0x08);
    /// EVEX only.
    pub(in super::super::super) const SCALEFPS: Form = Form::new(P66, 2, 0x2c);
    /// To a vector under VEX, to a mask register under EVEX.
    pub(in super::super::super) const CMPPS: Form = Form::new(NONE, 1, 0xc2);
    /// VEX only.
    pub(in super::super::super) const BLENDVPS: Form = Form::new(P66, 3, 0x4a);
    /// EVEX only.
    pub(in super::super::super) const BLENDMPS: Form = Form::new(P66, 2, 0x65);
    /// EVEX only.
    pub(in super::super::super) const PMOVD2M: Form = Form::new(PF3, 2, 0x39);

    pub(in super::super::super) const FMADD132PS: Form = Form::new(P66, 2, 0x98);
    pub(in super::super::super) const FMADD213PS: Form = Form::new(P66, 2, 0xa8);
    pub(in super::super::super) const FMADD231PS: Form = Form::new(P66, 2, 0xb8);
    pub(in super::super::super) const FMSUB132PS: Form = Form::new(P66, 2, 0x9a);
    pub(in super::super::super) const FMSUB213PS: Form = Form::new(P66, 2, 0xaa);
    pub(in super::super::super) const FMSUB231PS: Form = Form::new(P66, 2, 0xba);
    pub(in super::super::super) const FNMADD132PS: Form = Form::new(P66, 2, 0x9c);
    pub(in super::super::super) const FNMADD213PS: Form = Form::new(P66, 2, 0xac);
    pub(in super::super::super) const FNMADD231PS: Form = Form::new(P66, 2, 0xbc);

    pub(in super::super::super) const PADDD: Form = Form::new(P66, 1, 0xfe);
    pub(in super::super::super) const PSUBD: Form = Form::new(P66, 1, 0xfa);
    pub(in super::super::super) const PMULLD: Form = Form::new(P66, 2, 0x40);
    /// With 2 in place of a register it shifts right, with 4 right with the sign, with 6 left.
    pub(in super::super::super) const SHIFTD: Form = Form::new(P66, 1, 0x72);
    pub(in super::super::super) const PCMPEQD: Form = Form::new(P66, 1, 0x76);
    pub(in super::super::super) const PMINUB: Form = Form::new(P66, 1, 0xda);
    pub(in super::super::super) const PMAXUB: Form = Form::new(P66, 1, 0xde);
    pub(in super::super::super) const PMINUW: Form = Form::new(P66, 2, 0x3a);
    pub(in super::super::super) const PMAXUW: Form = Form::new(P66, 2, 0x3e);

    pub(in super::super::super) const CVTDQ2PS: Form = Form::new(NONE, 1, 0x5b);
    pub(in super::super::super) const CVTPS2DQ: Form = Form::new(P66, 1, 0x5b);
    pub(in super::super::super) const CVTTPS2DQ: Form = Form::new(PF3, 1, 0x5b);
    pub(in super::super::super) const CVTPH2PS: Form = Form::new(P66, 2, 0x13).part(2);
    pub(in super::super::super) const CVTPS2PH: Form = Form::new(P66, 3, 0x1d).part(2);
    pub(in super::super::super) const PMOVZXBD: Form = Form::new(P66, 2, 0x31).part(4);
    pub(in super::super::super) const PMOVZXWD: Form = Form::new(P66, 2, 0x33).part(2);
    /// EVEX only.
    pub(in super::super::super) const PMOVUSDB: Form = Form::new(PF3, 2, 0x11).part(4);
    /// EVEX only.
    pub(in super::super::super) const PMOVUSDW: Form = Form::new(PF3, 2, 0x13).part(2);
    pub(in super::super::super) const PACKUSDW: Form = Form::new(P66, 2, 0x2b);
    pub(in super::super::super) const PACKUSWB: Form = Form::new(P66, 1, 0x67);
    pub(in super::super::super) const EXTRACTI128: Form = Form::new(P66, 3, 0x39).part(2);
    pub(in super::super::super) const GATHERDPS: Form = Form::new(P66, 2, 0x92).part(16);

    /// Between mask registers and memory, and between mask registers; VEX only, as all of these.
    pub(in super::super::super) const KMOVW_LOAD: Form = Form::new(NONE, 1, 0x90);
    pub(in super::super::super) const KMOVW_STORE: Form = Form::new(NONE, 1, 0x91);
    pub(in super::super::super) const KANDW: Form = Form::new(NONE, 1, 0x41);
    pub(in super::super::super) const KNOTW: Form = Form::new(NONE, 1, 0x44);
    pub(in super::super::super) const KORW: Form = Form::new(NONE, 1, 0x45);
    pub(in super::super::super) const KXNORW: Form = Form::new(NONE, 1, 0x46);
}
