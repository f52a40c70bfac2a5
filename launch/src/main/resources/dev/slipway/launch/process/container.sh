# Runs one container's command as a session of its own and writes down how it went, so that an
# agent that was restarted, and cannot wait for what is not its child, still learns it.
#   sh container.sh FOLDER COMMAND...     (started by setsid)
folder=$1
shift
# The trap is empty on purpose: a signal to the session must not end this shell before it has
# written the status, and, unlike an ignored signal, a trapped one is not inherited.
trap : HUP INT TERM
read -r stat < "/proc/$$/stat"
printf '%s\n' "$stat" > "$folder/leader.new"
mv -f "$folder/leader.new" "$folder/leader"
# The command joins its control groups, this shell does not: it must outlive a full memory. Whoever
# writes 0 there joins itself. 125, as of env and nice: the command was never run.
join() {
  [ ! -e "$folder/groups" ] || while read -r group; do
    echo 0 > "$group/cgroup.procs" || exit 125
  done < "$folder/groups"
}
# Appended to, so that whoever cuts a log off at its front may leave the process its descriptor.
(join && cd "$folder/work" && exec "$@") < /dev/null >> "$folder/stdout" 2>> "$folder/stderr"
status=$?
# In place, where the starter made room for it: a full disk must not hide how it ended.
printf '%-7s\n' "$status" 1<> "$folder/exit.new"
sync "$folder/exit.new" 2> /dev/null || sync
mv -f "$folder/exit.new" "$folder/exit"
