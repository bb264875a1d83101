# shellcheck shell=bash
# What the demonstration shows: names, sizes, the graph's purpose, a picture of before and after.

# stem PATH: the file's name without folder and extension.
stem() {
  local name=${1##*/}
  printf '%s' "${name%.*}"
}

# size_of FILE: its size for people.
size_of() { du -h "$1" | cut -f 1; }

# is_current RESULT ORIGIN CLIP GRAPH PROGRAM: whether RESULT was made from these and is newer than all of them.
is_current() {
  [ -f "$1" ] && [ -f "$2" ] || return 1
  [ "$(cat "$2")" = "$3"$'\n'"$4" ] || return 1
  [ "$1" -nt "$3" ] && [ "$1" -nt "$4" ] && [ "$1" -nt "$5" ]
}

# purpose_of GRAPH: what its author says about it, the `//!` lines at the top.
purpose_of() { sed -n '/^\/\/!/!q; s/^\/\/! \{0,1\}//p' "$1"; }

# before_and_after CLIP RESULT PICTURE: the frames in the middle of both, side by side, 480 lines high.
before_and_after() {
  local middle same='scale=trunc(480*dar/2)*2:480,setsar=1,format=rgb24'
  middle=$(ffprobe -v error -show_entries format=duration -of csv=p=0 "$1" | awk '{ print $1 / 2 }')
  ffmpeg -v error -nostdin -y -ss "$middle" -i "$1" -ss "$middle" -i "$2" -frames:v 1 \
    -filter_complex "[0:v:0]${same}[before];[1:v:0]${same}[after];[before][after]hstack" "$3"
}
