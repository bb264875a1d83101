# shellcheck shell=bash
# What the demonstration shows: names, sizes, the graph's steps, a picture of before and after.

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

# short PATH: it, as seen from here.
short() { printf '%s' "${1#"$PWD"/}"; }

# steps_of GRAPH PROGRAM: the filters that a graph calls, in its order, each with what it is for.
steps_of() {
  local known name
  known=$("$2" filters)
  grep -v '^ *//' "$1" | grep -oE '[a-z_0-9]+\(' | tr -d '(' | awk '!seen[$0]++' | while IFS= read -r name; do
    if grep -qE "^(filter|kernel) $name\(" "$1"; then
      printf '%s  defined in the graph itself\n' "$name"
    else
      printf '%s\n' "$known" | sed -n "s/^  \($name  *.*\)$/\1/p"
    fi
  done
}

# before_and_after CLIP RESULT PICTURE: the frames in the middle of both, side by side, as high as the result.
before_and_after() {
  local middle height same
  middle=$(ffprobe -v error -show_entries format=duration -of csv=p=0 "$1" | awk '{ print $1 / 2 }')
  height=$(ffprobe -v error -select_streams v:0 -show_entries stream=height -of default=nw=1:nk=1 "$2" | sed -n 1p)
  same="scale=trunc($height*dar/2)*2:$height:flags=lanczos,setsar=1,format=rgb24"
  ffmpeg -v error -nostdin -y -ss "$middle" -i "$1" -ss "$middle" -i "$2" -frames:v 1 \
    -filter_complex "[0:v:0]${same}[before];[1:v:0]${same}[after];[before][after]hstack" "$3"
}
