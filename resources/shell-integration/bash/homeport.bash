# Homeport's shell integration for bash, started as `bash --init-file homeport.bash`.
# First everything that a login shell reads, in its order; bash itself has already read the system's bashrc.

if [ -r /etc/profile ]; then . /etc/profile; fi
if [ -r ~/.bash_profile ]; then . ~/.bash_profile
elif [ -r ~/.bash_login ]; then . ~/.bash_login
elif [ -r ~/.profile ]; then . ~/.profile; fi

# Marks need an interactive shell, and are put in once.
case $- in *i*) ;; *) return ;; esac
if [ -n "${__hp_ready-}" ]; then return; fi
__hp_ready=1
__hp_ran=0
__hp_history=

# Percent-encodes $1 into __hp_encoded, byte by byte where needed.
__hp_encode() {
  __hp_encoded=$1
  case $1 in *[!A-Za-z0-9/._~-]*) ;; *) return ;; esac
  local LC_ALL=C i char out=
  for ((i = 0; i < ${#1}; i++)); do
    char=${1:i:1}
    case $char in
      [A-Za-z0-9/._~-]) out+=$char ;;
      *) printf -v char '%%%02X' "'$char"; out+=%${char: -2} ;;
    esac
  done
  __hp_encoded=$out
}

# The newest line of the history: its number (a star marks an edited one), and its text.
__hp_last_line() {
  local newest
  newest=$(HISTTIMEFORMAT= builtin history 1 2>/dev/null)
  if [[ $newest =~ ^[[:space:]]*([0-9]+).[[:space:]](.*)$ ]]; then
    __hp_number=${BASH_REMATCH[1]} __hp_line=${BASH_REMATCH[2]}
  else
    __hp_number= __hp_line=
  fi
}

# Runs before the user's own PROMPT_COMMAND and leaves them the exit code as it was.
__hp_before_prompt() {
  local code=$?
  if [ "$__hp_ran" = 1 ]; then printf '\e]133;D;%s\a' "$code"; fi
  __hp_ran=0
  return "$code"
}

# Runs after it, since it may build PS1 anew each time.
__hp_after_prompt() {
  local code=$? __hp_encoded __hp_number __hp_line
  __hp_encode "$PWD"
  printf '\e]7;file://%s%s\a\e]133;A\a' "${HOSTNAME-}" "$__hp_encoded"
  case $PS1 in *'133;B'*) ;; *) PS1=$PS1'\[\e]133;B\a\]' ;; esac
  case ${PS0-} in *__hp_preexec*) ;; *) PS0=${PS0-}'${__hp_none[__hp_ran=1]-}$(__hp_preexec)' ;; esac
  __hp_last_line
  __hp_history=$__hp_number
  return "$code"
}

# Expanded with PS0, just before a command runs.
__hp_preexec() {
  local __hp_encoded __hp_number __hp_line
  __hp_last_line
  # A number that has not moved: the line was kept out of the history, so it is kept out of here as well.
  if [ "$__hp_number" = "$__hp_history" ]; then
    printf '\e]133;C\a'
  else
    __hp_encode "${__hp_line:0:1000}"
    printf '\e]133;C;cmdline_url=%s\a' "$__hp_encoded"
  fi
}

case $(declare -p PROMPT_COMMAND 2>/dev/null) in
  'declare -a'*) PROMPT_COMMAND=(__hp_before_prompt "${PROMPT_COMMAND[@]}" __hp_after_prompt) ;;
  *) PROMPT_COMMAND=__hp_before_prompt${PROMPT_COMMAND:+$'\n'$PROMPT_COMMAND}$'\n'__hp_after_prompt ;;
esac
