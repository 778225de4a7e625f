# Homeport's shell integration for fish, started with `--init-command`, which fish runs after the user's own files.

if status is-interactive; and not set -q __hp_ready
    set -g __hp_ready 1

    function __hp_place --on-event fish_prompt
        set -l code $status
        printf '\e]7;file://%s%s\a' $hostname (string escape --style=url -- $PWD)
        return $code
    end

    # From version 4 on fish makes these marks itself.
    if not string match -qr '^([4-9]|\d\d)' -- $version
        function __hp_begin --on-event fish_prompt
            printf '\e]133;A\a'
        end

        function __hp_preexec --on-event fish_preexec
            printf '\e]133;C;cmdline_url=%s\a' (string escape --style=url -- (string sub -l 1000 -- "$argv" | string collect))
        end

        function __hp_postexec --on-event fish_postexec
            printf '\e]133;D;%s\a' $status
        end

        if functions -q fish_prompt
            functions -c fish_prompt __hp_own_prompt
            function fish_prompt
                __hp_own_prompt
                printf '\e]133;B\a'
            end
        end
    end
end
