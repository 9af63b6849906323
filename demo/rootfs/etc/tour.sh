# A short look around, for those who have no terminal at hand. It ends with
# status 0 only if everything was as it should be.
set -e

show() {
	echo
	echo "\$ $*"
	"$@"
}

expect() {
	if [ "$2" != "$3" ]; then
		echo "tour: $1 is \"$2\", expected \"$3\"" >&2
		exit 1
	fi
}

cat /etc/motd
show uname -a
show ls /
show pwd
expect "the working directory" "$(/bin/pwd)" /home
show id -u

echo
echo '$ echo hello > greeting'
echo hello >greeting
show ls -l
show cat /home/greeting
expect "the file's content" "$(cat greeting)" hello

cd /..
expect "what lies above the root" "$(/bin/pwd)" /
ln -s /../../etc/motd /home/link
expect "what a link upwards leads to" "$(cat /home/link)" "$(cat /etc/motd)"
rm /home/link /home/greeting
echo
echo "That was the tour. In a terminal the demonstration opens a shell."
