# Homeport's shell integration for zsh, found because ZDOTDIR points here. It points back at once, so that zsh goes on
# with the user's own files.

if [[ -n ${HOMEPORT_ZDOTDIR+set} ]]; then
  export ZDOTDIR=$HOMEPORT_ZDOTDIR
  unset HOMEPORT_ZDOTDIR
else
  unset ZDOTDIR
fi

# `{ } always` : what stands below runs even if the user's file fails.
{
  [[ ! -r ${ZDOTDIR-$HOME}/.zshenv ]] || builtin source ${ZDOTDIR-$HOME}/.zshenv
} always {
  if [[ -o interactive && -z ${__hp_ready-} ]]; then
    typeset -g __hp_ready=1 __hp_ran=0

    # Percent-encodes $1 into REPLY, byte by byte.
    __hp_encode() {
      emulate -L zsh -o no_multibyte -o extended_glob
      REPLY=${1//(#m)[^A-Za-z0-9\/._~-]/%${(l:2::0:)$(( [##16] #MATCH ))}}
    }

    __hp_precmd() {
      local code=$? REPLY
      # The first time: behind everybody else, since others may build PS1 anew at every prompt.
      if [[ ${precmd_functions[-1]} != __hp_precmd ]]; then
        precmd_functions=(${precmd_functions:#__hp_precmd} __hp_precmd)
        # Called again from its new place.
        (( __hp_moved++ )) || return
      fi
      (( ! __hp_ran )) || builtin printf '\e]133;D;%s\a' $code
      __hp_ran=0
      __hp_encode $PWD
      builtin printf '\e]7;file://%s%s\a\e]133;A\a' "$HOST" "$REPLY"
      [[ $PS1 == *'133;B'* ]] || PS1=$PS1$'%{\e]133;B\a%}'
    }

    __hp_preexec() {
      local REPLY
      __hp_ran=1
      __hp_encode "${1[1,1000]}"
      builtin printf '\e]133;C;cmdline_url=%s\a' "$REPLY"
    }

    typeset -gi __hp_moved=0
    typeset -ga precmd_functions preexec_functions
    precmd_functions+=(__hp_precmd)
    preexec_functions+=(__hp_preexec)
  fi
}
