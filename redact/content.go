package redact

import (
	"strings"

	"tmgaudit/internal/lazy"
)

// Content types are the entries of ContentStrings: media types and extensions. Those
// that everybody has stay; another one may be called like who made it.

// contentStrings is the list that holds them.
const contentStrings = "ContentStrings"

// contentType reports whether a media type or an extension is one that everybody
// has.
func contentType(s string) bool {
	s = strings.ToLower(s)
	if extension, ok := strings.CutPrefix(s, "."); ok {
		return extensions[extension]
	}
	top, sub, _ := strings.Cut(s, "/")
	if trees[top] && sub == "*" || mediaTypes[s] {
		return true
	}
	return trees[top] && officeType().MatchString(sub)
}

var mediaForm = lazy.Regexp(`^([A-Za-z-]+)/((?i:x-|vnd\.|prs\.)?)([^\s/;+]+)((?:\+[A-Za-z]+)?)$`)

// content replaces an unknown media type or extension by one of the same form.
func (r *Redactor) content(s string) (replaced string, ok bool) {
	if name, dot := strings.CutPrefix(s, "."); dot && name != "" && !strings.ContainsAny(name, " ./\\") {
		return "." + r.wild(kindName, name), true
	}
	m := mediaForm().FindStringSubmatch(s)
	if m == nil || !trees[strings.ToLower(m[1])] {
		return "", false
	}
	suffix := m[4]
	if !structures[strings.ToLower(suffix)] {
		suffix = "+" + r.codes.word(kindName, suffix[1:])
	}
	return m[1] + "/" + m[2] + r.wild(kindName, m[3]) + suffix, true
}

// trees are the types that are divided further.
var trees = wordSet("application audio font image message model multipart text video x-world")

var structures = map[string]bool{"": true, "+xml": true, "+json": true, "+zip": true}

// officeType is the subtypes of Microsoft's office formats and of the open ones.
var officeType = lazy.Regexp(`^vnd\.(ms-(excel|powerpoint|word|project|works|wpl|access|cab-compressed|fontobject|htmlhelp|outlook|pki\.(seccat|stl|pko|certstore)|xpsdocument)` +
	`(\.(addin|document|presentation|sheet|slide|slideshow|template)(\.binary)?\.macroenabled\.12)?` +
	`|visio` +
	`|openxmlformats-officedocument\.(wordprocessing|spreadsheet|presentation)ml\.(document|template|sheet|presentation|slideshow|slide)` +
	`|oasis\.opendocument\.(text|spreadsheet|presentation|graphics|chart|formula|image|database)(-(master|template|web))?)$`)

// mediaTypes are those that the predefined content type sets have in exports, and
// common registered ones.
var mediaTypes = wordSet(`
application/atom+xml application/binhex application/cdf application/dif application/epub+zip application/fractals
application/futuresplash application/gzip application/hta application/internet-property-stream application/java-archive
application/javascript application/json application/mac-binhex40 application/macbinary application/msaccess application/mspowerpoint
application/msword application/octet-stream application/oda application/ogg application/olescript application/pdf
application/pkcs10 application/pkcs7-mime application/pkcs7-signature application/pkix-cert application/pkix-crl
application/pkixcmp application/postscript application/powerpoint application/rar application/rss+xml application/rtf
application/set-payment-initiation application/set-registration-initiation application/soap+xml application/sql
application/streamingmedia application/vnd.android.package-archive application/vnd.ms-excel application/vnd.ms-powerpoint
application/vnd.rn-realmedia application/vnd.rn-realplayer application/vnd.rn-realsystem application/vnd.wap.wmlc
application/wasm application/winhlp application/x-7z-compressed application/x-apple-diskimage application/x-asap
application/x-bcpio application/x-bittorrent application/x-bzip application/x-bzip2 application/x-cdf application/x-cmx
application/x-compress application/x-compressed application/x-cpio application/x-csh application/x-director application/x-dvi
application/x-excel application/x-font-ttf application/x-font-woff application/x-gtar application/x-gzip
application/x-hdf application/x-internet-signup application/x-iphone application/x-iso9660-image application/x-java-applet
application/x-java-archive application/x-java-jnlp-file application/x-javascript application/x-latex application/x-lzh
application/x-macbinary application/x-mix-transfer application/x-ms-application application/x-ms-shortcut
application/x-ms-wmd application/x-ms-wmz application/x-ms-xbap application/x-msaccess application/x-mscardfile
application/x-msclip application/x-msdos-program application/x-msdownload application/x-msexcel application/x-msi application/x-msmediaview
application/x-msmetafile application/x-msmoney application/x-mspowerpoint application/x-mspublisher application/x-msschedule
application/x-msterminal application/x-mswrite application/x-netcdf application/x-ns-proxy-autoconfig application/x-pdf
application/x-perfmon application/x-perl application/x-pkcs12 application/x-pkcs7-certificates application/x-pkcs7-certreqresp
application/x-rar application/x-rar-compressed application/x-rtf application/x-sh application/x-shar application/x-shockwave-flash
application/x-silverlight application/x-silverlight-app application/x-silverlight-2 application/x-stuffit application/x-sv4cpio
application/x-sv4crc application/x-tar application/x-tcl application/x-tex application/x-texinfo application/x-troff
application/x-troff-man application/x-troff-me application/x-troff-ms application/x-ustar application/x-wais-source
application/x-www-form-urlencoded application/x-x509-ca-cert application/x-xpinstall application/x-zip application/x-zip-compressed
application/xaml+xml application/xhtml+xml application/xml application/xml-dtd application/xslt+xml application/zip
audio/aac audio/aiff audio/amr audio/basic audio/flac audio/m4a audio/mid audio/midi audio/mp3 audio/mp4 audio/mpeg audio/mpegurl
audio/mpg audio/ogg audio/rmf audio/scpls audio/vnd.rn-realaudio audio/voice audio/wav audio/webm audio/x-aiff audio/x-au
audio/x-m4a audio/x-mid audio/x-midi audio/x-mp3 audio/x-mpeg audio/x-mpegurl audio/x-mpg audio/x-ms-wax audio/x-ms-wma
audio/x-pn-realaudio audio/x-pn-realaudio-plugin audio/x-realaudio audio/x-scpls audio/x-wav
font/otf font/ttf font/woff font/woff2
image/bmp image/cgm image/cis-cod image/gif image/ief image/jpeg image/jpg image/pcx image/pict image/pjpeg image/png image/svg+xml
image/tiff image/vnd.dwg image/vnd.microsoft.icon image/vnd.rn-realpix image/vnd.wap.wbmp image/webp image/x-bitmap image/x-cals
image/x-cmu-raster image/x-cmx image/x-dwg image/x-emf image/x-fpx image/x-icon image/x-jg image/x-jps image/x-macpaint image/x-pcx
image/x-photo-cd image/x-pict image/x-png image/x-portable-anymap image/x-portable-bitmap image/x-portable-graymap
image/x-portable-pixmap image/x-psd image/x-quicktime image/x-rgb image/x-tga image/x-tiff image/x-wmf image/x-xbitmap
image/x-xbm image/x-xpixmap image/x-xwindowdump image/xbm
message/external-body message/http message/partial message/rfc822 model/iges model/mesh model/vrml
multipart/alternative multipart/byteranges multipart/form-data multipart/mixed multipart/related multipart/x-mixed-replace
multipart/x-zip
text/asp text/cache-manifest text/calendar text/css text/csv text/directory text/ecmascript text/enriched text/h323 text/html
text/iuls text/javascript text/markdown text/plain text/richtext text/rtf text/scriptlet text/sgml text/tab-separated-values
text/vbs text/vbscript text/vcard text/vnd.rn-realtext text/vnd.wap.wml text/webviewhtml text/x-c text/x-component text/x-hdml
text/x-javascript text/x-ms-iqy text/x-ms-odc text/x-scriptlet text/x-setext text/x-sgml text/x-uuencode text/x-vcard text/xml text/xsl
video/3gpp video/avi video/flv video/mp4 video/mpeg video/mpg video/msvideo video/ogg video/quicktime video/vnd.rn-realvideo
video/webm video/x-flv video/x-ivf video/x-la-asf video/x-m4v video/x-matroska video/x-mpeg video/x-mpeg2a video/x-mpg video/x-ms-asf
video/x-ms-asf-plugin video/x-ms-wm video/x-ms-wmp video/x-ms-wmv video/x-ms-wmx video/x-ms-wvx video/x-msvideo video/x-qtc
video/x-sgi-movie
x-world/x-3dmf x-world/x-svr x-world/x-vrml x-world/x-vrt`)

// extensions are those of the same sets, and common ones, without their dot.
var extensions = wordSet(`
323 3g2 3gp 7z aac accdb acx ade adp ai aif aifc aiff apk app arj asa asf asp aspx asx au avi axs bas bat bcpio bin bmp bz2 bz cab
cat cdf cer cgi chm class clp cmd cmx cod com cpio cpl crd crl crt csh css csv dat dcr der dib dif dir dll dmg doc docm docx dot dotm dotx
dvi dwg dxf dxr emf eml eot eps etx evy exe fif flac flr flv gif gtar gz hdf hlp hqx hta htc htm html htt ico ief iii ics inf ini ins iso
isp jar java jfif jnlp jpe jpeg jpg js jse json lha lnk log lsf lsx lzh m13 m14 m1v m3u m4a m4v man mda mdb mde mdz me mht mhtml mid midi
mkv mmf mny mov movie mp2 mp3 mp4 mpa mpe mpeg mpg mpp mpv2 ms msc msg msi msp mst mvb nc nws ocx oda odp ods odt ogg ogv otf p10 p12
p7b p7c p7m p7r p7s pac pbm pcd pcx pdf pfx pgm php pic pict pif pko pl pma pmc pml pmr pmw png pnm pot potm potx ppa ppam ppm pps ppsm
ppsx ppt pptm pptx ps ps1 psd pst pub qt ra ram rar ras reg rgb rm rmi roff rpm rtf rtx scd scr sct sdp setpay setreg sh shar shb shs sit snd
spc spl src sst stl stm sv4cpio sv4crc svg swf sys t tar tcl tex texi texinfo tgz tif tiff tr trm tsv ttf txt uls ustar vb vbe vbs
vcf vrml vsd vsdx vss vst wav wax wcm wdb webm webp wks wm wma wmf wml wmlc wmv wmx wmz woff woff2 wps wpl wri wrl wrz wsc wsf wsh wvx xaf xaml
xap xbap xbm xla xlam xlc xlm xls xlsb xlsm xlsx xlt xltm xltx xlw xml xof xpi xpm xps xsd xsl xslt xwd z zip`)
