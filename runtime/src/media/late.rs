//! FFmpeg's libraries, loaded at the first call into them: what looks at no media starts without them.
//!
//! FFmpeg comes with more than a hundred libraries, and binding those at the start takes many times as long as checking
//! a graph. So each of its functions that is used here is defined once more, as a jump to wherever the real one is;
//! the first jump loads the libraries and finds the real ones. A function that is not listed below is bound at the
//! start as usual, and brings the libraries with it: slower, but as right.
//!
//! Only where it is tried: Linux on x86-64. Elsewhere, and with the feature `linked-ffmpeg`, everything is bound at
//! the start, and this file does nothing.

use fwr_compiler::diagnostics::Diagnostic;

/// Makes sure of the libraries.
///
/// # Errors
/// If they cannot be loaded.
pub(super) fn load() -> Result<(), Diagnostic> {
    #[cfg(all(target_os = "linux", target_arch = "x86_64", not(feature = "linked-ffmpeg")))]
    jumps::load().as_ref().map_err(|problem| {
        use fwr_compiler::diagnostics::Code;
        Diagnostic::new(Code::NO_FFMPEG, format!("FFmpeg is needed to read media, but {problem}")).help(
            "install the FFmpeg libraries that this program was built with, or build it again with those there are",
        )
    })?;
    Ok(())
}

#[cfg(all(target_os = "linux", target_arch = "x86_64", not(feature = "linked-ffmpeg")))]
mod jumps {
    use std::arch::global_asm;
    use std::ffi::{CStr, CString, c_void};
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicPtr, Ordering};

    use super::super::ff;

    /// Loads the libraries, once, and finds every function that they have.
    pub(super) fn load() -> &'static Result<(), String> {
        static LOADED: OnceLock<Result<(), String>> = OnceLock::new();
        LOADED.get_or_init(|| {
            // Who needs the others comes first: they are then bound once.
            let libraries = [
                open("avformat", ff::LIBAVFORMAT_VERSION_MAJOR)?,
                open("avcodec", ff::LIBAVCODEC_VERSION_MAJOR)?,
                open("avutil", ff::LIBAVUTIL_VERSION_MAJOR)?,
            ];
            for (name, place) in NAMES.iter().zip(places()) {
                let found = libraries.iter().map(|library| {
                    // SAFETY: an open library, and a name that ends with a zero byte.
                    unsafe { libc::dlsym(*library, name.as_ptr()) }
                });
                // Which functions there are depends on FFmpeg's version: one that is missing is not called.
                let real = found.into_iter().find(|real| !real.is_null());
                place.store(real.unwrap_or(std::ptr::null_mut()), Ordering::Release);
            }
            Ok(())
        })
    }

    /// Opens a library that was made to be compatible with the one that the bindings describe.
    fn open(name: &str, major: impl std::fmt::Display) -> Result<*mut c_void, String> {
        let file = format!("lib{name}.so.{major}");
        let path = CString::new(file.as_str()).map_err(|_| format!("{file:?} is no file name"))?;
        // SAFETY: a C text; what the library does when it is loaded is what it would do at the start of the program.
        let library = unsafe { libc::dlopen(path.as_ptr(), libc::RTLD_LAZY | libc::RTLD_LOCAL) };
        if !library.is_null() {
            return Ok(library);
        }
        // SAFETY: the message is a C text until the next call into the loader on this thread.
        let reason = unsafe {
            let message = libc::dlerror();
            (!message.is_null()).then(|| CStr::from_ptr(message).to_string_lossy().into_owned())
        };
        Err(format!("{file} cannot be loaded: {}", reason.unwrap_or_default()))
    }

    /// What a jump calls that does not know its function yet. On return it does, and jumps again.
    extern "C" fn load_or_exit() {
        if let Err(problem) = load() {
            eprintln!("FFmpeg is needed, but {problem}");
            std::process::exit(3);
        }
    }

    /// What a jump calls whose function the libraries do not have.
    extern "C" fn exit_without() {
        eprintln!("FFmpeg has not all of the functions that this program was built with: another version is installed");
        std::process::exit(3);
    }

    /// Where each real function is, in the order of [`NAMES`]; null before the libraries are loaded.
    fn places() -> &'static [AtomicPtr<c_void>] {
        unsafe extern "C" {
            static fwr_ffmpeg_places: [AtomicPtr<c_void>; NAMES.len()];
        }
        // SAFETY: defined below with this many places, and only accessed as atomics here; the jumps read them whole.
        unsafe { &fwr_ffmpeg_places }
    }

    /// For each function its name, a place, and a jump under its name.
    macro_rules! jumps {
        ($($name:literal)*) => {
            const NAMES: &[&CStr] = &[
                $(match CStr::from_bytes_with_nul(concat!($name, "\0").as_bytes()) {
                    Ok(name) => name,
                    Err(_) => unreachable!(),
                }),*
            ];

            global_asm!(
                ".pushsection .bss.fwr_ffmpeg_places, \"aw\", @nobits",
                ".balign 8",
                ".globl fwr_ffmpeg_places",
                "fwr_ffmpeg_places:",
                $(concat!(".Lfwr_place_", $name, ": .skip 8"),)*
                ".popsection",
                ".pushsection .text.fwr_ffmpeg_jumps, \"ax\", @progbits",
                $(concat!(
                    ".balign 16\n",
                    ".globl ", $name, "\n",
                    ".type ", $name, ", @function\n",
                    $name, ":\n",
                    "lea r11, [rip + .Lfwr_place_", $name, "]\n",
                    "cmp qword ptr [r11], 0\n",
                    "je .Lfwr_first_call\n",
                    "jmp qword ptr [r11]\n",
                    ".size ", $name, ", . - ", $name,
                ),)*
                // Everything that may hold an argument is kept: six integers, eight floats, and how many of the latter.
                ".Lfwr_first_call:",
                "push rbp",
                "mov rbp, rsp",
                "sub rsp, 192",
                "mov [rsp], rdi",
                "mov [rsp + 8], rsi",
                "mov [rsp + 16], rdx",
                "mov [rsp + 24], rcx",
                "mov [rsp + 32], r8",
                "mov [rsp + 40], r9",
                "mov [rsp + 48], rax",
                "mov [rsp + 56], r11",
                "movaps [rsp + 64], xmm0",
                "movaps [rsp + 80], xmm1",
                "movaps [rsp + 96], xmm2",
                "movaps [rsp + 112], xmm3",
                "movaps [rsp + 128], xmm4",
                "movaps [rsp + 144], xmm5",
                "movaps [rsp + 160], xmm6",
                "movaps [rsp + 176], xmm7",
                "call {load}",
                "mov rdi, [rsp]",
                "mov rsi, [rsp + 8]",
                "mov rdx, [rsp + 16]",
                "mov rcx, [rsp + 24]",
                "mov r8, [rsp + 32]",
                "mov r9, [rsp + 40]",
                "mov rax, [rsp + 48]",
                "mov r11, [rsp + 56]",
                "movaps xmm0, [rsp + 64]",
                "movaps xmm1, [rsp + 80]",
                "movaps xmm2, [rsp + 96]",
                "movaps xmm3, [rsp + 112]",
                "movaps xmm4, [rsp + 128]",
                "movaps xmm5, [rsp + 144]",
                "movaps xmm6, [rsp + 160]",
                "movaps xmm7, [rsp + 176]",
                "leave",
                "cmp qword ptr [r11], 0",
                "je .Lfwr_missing",
                "jmp qword ptr [r11]",
                ".Lfwr_missing:",
                "push rbp",
                "call {missing}",
                "ud2",
                ".popsection",
                load = sym load_or_exit,
                missing = sym exit_without,
            );
        };
    }

    jumps! {
        // libavutil
        "av_buffer_create" "av_calloc" "av_channel_layout_describe" "av_dict_free" "av_dict_get" "av_dict_set"
        "av_frame_alloc" "av_frame_free" "av_frame_get_buffer" "av_frame_get_side_data" "av_frame_new_side_data"
        "av_frame_ref" "av_freep" "av_get_sample_fmt_name" "av_log_format_line2" "av_log_set_callback" "av_malloc"
        "av_mallocz" "av_pix_fmt_desc_get_id" "av_pix_fmt_desc_next" "av_reduce" "av_rescale_q" "av_rescale_q_rnd"
        "av_strerror"
        // libavcodec
        "av_new_packet" "av_packet_alloc" "av_packet_free" "av_packet_new_side_data" "av_packet_ref" "av_packet_rescale_ts"
        "av_packet_side_data_new" "avcodec_alloc_context3" "avcodec_descriptor_get" "avcodec_descriptor_get_by_name"
        "avcodec_find_decoder"
        "avcodec_find_encoder_by_name" "avcodec_flush_buffers" "avcodec_free_context" "avcodec_get_name" "avcodec_open2"
        "avcodec_parameters_alloc" "avcodec_parameters_copy" "avcodec_parameters_free"
        "avcodec_parameters_from_context" "avcodec_parameters_to_context" "avcodec_receive_frame"
        "avcodec_receive_packet" "avcodec_send_frame" "avcodec_send_packet" "avcodec_version"
        // libavformat
        "av_codec_get_id" "av_codec_get_tag2" "av_guess_format" "av_guess_sample_aspect_ratio" "av_read_frame"
        "av_stream_new_side_data" "av_write_frame" "av_write_trailer" "avformat_alloc_output_context2"
        "avformat_alloc_context" "avformat_close_input" "avformat_find_stream_info" "avformat_free_context" "avformat_new_stream"
        "avformat_open_input" "avformat_query_codec" "avformat_write_header" "avio_alloc_context" "avio_context_free"
    }
}
