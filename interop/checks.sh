# The words in which the rooms are written.
#
# check NAME NEEDS COMMAND...   runs COMMAND (a function of the room) in a folder of its own and
#                               prints `ok`, `NOT` with the reason, or `not run`. NEEDS are the
#                               variables that the set of servers must have given; NAME=VALUE asks
#                               for that value. COMMAND ends at the first assertion that fails.
# exits N ARG...                runs the command under test, which must end with status N; what it
#                               printed is then in ./out and ./err
# out REGEX, err REGEX          ./out, ./err hold a line that matches
# without REGEX                 ./out holds none
# same FILE FILE                both hold the same bytes
# fail WORDS                    ends the check
# unpack FOLDER PACKAGE...      lays packages out in FOLDER/tree

passed=0 failed=0 unrun=0
# Seconds: no conversation here takes as long unless it hangs.
LIMIT=60
# Seconds from which on the time of a check is told: one that waits for a time-out may pass.
SLOW=10

check() {
  local name="$ROOM: $1" needs=$2 need wanted folder began=$SECONDS
  shift 2
  for need in $needs; do
    wanted=
    case $need in *=*) wanted=${need#*=} need=${need%%=*} ;; esac
    if [ -z "${!need:-}" ]; then
      unrun=$((unrun + 1))
      echo "not run  $name (variable $need missing)"
      return
    elif [ -n "$wanted" ] && [ "${!need}" != "$wanted" ]; then
      unrun=$((unrun + 1))
      echo "not run  $name (variable $need is ${!need})"
      return
    fi
  done
  folder=$(mktemp -d "$SCRATCH/XXXXXX")
  # Not in a condition: bash would ignore -e inside it.
  (set -e && cd "$folder" && "$@") >"$folder.log" 2>&1 </dev/null
  if [ $? = 0 ]; then
    passed=$((passed + 1))
    local took=$((SECONDS - began))
    [ "$took" -lt "$SLOW" ] || name="$name ($took s)"
    echo "ok       $name"
  else
    failed=$((failed + 1))
    echo "NOT      $name: $(tail -n 3 "$folder.log" | tr -d '\000\r' | tr '\n' ' ' | cut -c1-300)"
  fi
  rm -rf "$folder" "$folder.log"
}

# Packages of this system unpacked into a folder: what is not installed, or could not stand beside
# what is.
unpack() { # FOLDER PACKAGE...
  mkdir -p "$1" || return
  (
    cd "$1" && apt-get download "${@:2}" && for package in *.deb; do dpkg -x "$package" tree; done
  )
}

summary() {
  echo "interop: $passed passed, $failed failed, $unrun not run"
  [ "$failed" = 0 ]
}

fail() {
  echo "$*"
  return 1
}

exits() {
  local wanted=$1 status=0
  shift
  timeout -k 5 "$LIMIT" "$inet" "$@" >out 2>err || status=$?
  [ "$status" = "$wanted" ] ||
    fail "exit status $status, not $wanted: $(grep -v '^\*' err | tail -n 2 | cut -c1-200)"
}

out() { grep -aqE -- "$1" out || fail "no /$1/ in: $(head -c 200 out | tr '\n' '|')"; }
err() { grep -aqE -- "$1" err || fail "no /$1/ on standard error: $(tail -n 2 err | cut -c1-200)"; }
without() { ! grep -aqE -- "$1" out || fail "/$1/ in: $(grep -aE -m 1 -- "$1" out)"; }

same() {
  [ -s "$1" ] && [ -s "$2" ] || fail "empty: $(ls -s "$1" "$2" | tr '\n' ' ')"
  [ "$(sha256sum <"$1")" = "$(sha256sum <"$2")" ] || fail "$1 and $2 differ ($(wc -c "$1" "$2" | tr '\n' ' '))"
}

# The second opinion: curl writes what it gets to FILE.
curl_to() { # FILE ARG...
  local file=$1
  shift
  curl -sS -q --noproxy '*' -m "$LIMIT" -o "$file" "$@"
}
