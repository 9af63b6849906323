# Files, processes and modules, as Perl programs use them.
use strict;
use warnings;
use Cwd qw(getcwd realpath);
use File::Copy qw(copy move);
use File::Find;
use File::Path qw(make_path remove_tree);
use File::Spec;
use File::Temp qw(tempdir);
use IO::Socket::UNIX;
use IPC::Open3;
use POSIX qw(WNOHANG :sys_wait_h mkfifo);
use Storable qw(store retrieve);

my $base = getcwd();
my $dir = tempdir(DIR => $base, CLEANUP => 1);
make_path("$dir/a/b/c");
for my $i (1 .. 20) {
    open my $f, '>', "$dir/a/file$i" or die "open: $!";
    print $f "$i\n";
    close $f or die;
}
my $sum = 0;
find({ wanted => sub { return unless -f; open my $f, '<', $_ or die; $sum += <$f>; }, no_chdir => 1 }, $dir);
die "sum $sum" unless $sum == 210;
copy("$dir/a/file1", "$dir/copy") or die;
move("$dir/copy", "$dir/a/b/moved") or die;
die unless -s "$dir/a/b/moved" == 2;
symlink "a/file2", "$dir/link" or die;
die unless realpath("$dir/link") eq realpath($dir) . "/a/file2";
die unless (stat "$dir/link")[1] == (stat "$dir/a/file2")[1] and -l "$dir/link";
utime 1000, 2000, "$dir/link" or die;
die unless (stat "$dir/a/file2")[9] == 2000;
opendir my $d, "$dir/a" or die;
die unless grep({ /^file/ } readdir $d) == 20;
chdir "$dir/a/b" or die;
die unless getcwd() eq "$dir/a/b";
chdir $base or die;

store({ list => [1 .. 10] }, "$dir/stored");
die unless retrieve("$dir/stored")->{list}[9] == 10;

my $out = `echo captured; exit 3`;
die unless $out eq "captured\n" and $? >> 8 == 3;
die unless system("true") == 0 and system("false") >> 8 == 1;
my $pid = open3(my $in, my $from, undef, 'tr', 'a-z', 'A-Z');
print $in "shout\n";
close $in;
die unless <$from> eq "SHOUT\n";
waitpid $pid, 0;

my @children;
for my $i (1 .. 50) {
    my $child = fork // die "fork: $!";
    exit $i unless $child;
    push @children, $child;
}
for my $i (1 .. 50) {
    die unless waitpid($children[$i - 1], 0) == $children[$i - 1] and $? >> 8 == $i;
}

my $caught = 0;
local $SIG{ALRM} = sub { $caught++ };
alarm 1;
sleep 1000;
die unless $caught == 1;

my $server = IO::Socket::UNIX->new(Local => "$dir/socket", Listen => 1) or die "listen: $!";
my $client = IO::Socket::UNIX->new(Peer => "$dir/socket") or die "connect: $!";
print $client "hello\n";
$client->flush;
die unless $server->accept->getline eq "hello\n";
remove_tree("$dir/a");
die if -e "$dir/a";
die unless $0 eq "sample.pl" and $^X eq "/usr/bin/perl";
print "ok\n";
